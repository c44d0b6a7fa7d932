import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { titleAction } from '../../src/host/action-title.js';
import { applyWith } from '../../src/host/node/apply-plan.js';
import { rollbackWith } from '../../src/host/node/rollback-record.js';
import type { HostPlan } from '../../src/host/plan.js';
import type { HostRecord } from '../../src/host/record.js';
import { SRIOV_CARD, withPlan, withSriovCard } from '../helpers/apply-host.js';
import {
  bundleChild,
  describeFiles,
  describeRecord,
  isTemporary,
  listOdd,
  readRecord,
  runKillChild,
  withCopy,
} from '../helpers/kill.js';
import { makingPrograms } from '../helpers/making-programs.js';
import { fillTables, formatRow, formatTable, readTables } from '../helpers/observed-table.js';
import { readTree } from '../helpers/tree-state.js';

/**
 * PTX_KILL_POINTS=all kills at every change of a file and writes the page, which takes minutes; 50-99 does so for these
 * points, so that several runs share the work. Without it: once at each kind of call, and what is found has to be what the
 * page says.
 */
const { PTX_KILL_POINTS: WANTED } = process.env;
const [FIRST = 1, LAST = Number.POSITIVE_INFINITY] = WANTED === 'all' ? [] : (WANTED?.split('-').map(Number) ?? []);
const TIMEOUT_MS = WANTED === undefined ? 300_000 : 3 * 3_600_000;
const PAGE = 'docs/kill-points.md';
const HEADINGS = {
  number: '#',
  action: 'Action',
  point: 'Killed before',
  record: 'Record',
  files: 'Files',
  rolledBack: 'Rolled back',
  goneOn: 'Gone on with',
};
type KillRow = { readonly [Name in keyof typeof HEADINGS]?: string };

let folder: string;
let program: string;
let plan: HostPlan;
/** The tree before, the tree after, and the points between. */
let before: Record<string, string>;
let after: Record<string, string>;
let applyPoints: readonly string[];
let rollbackPoints: readonly string[];
const at = (name: string) => join(folder, name);
const kill = (root: string, words: readonly string[], killAt = 0) =>
  runKillChild(program, [root, at('plan.json'), ...words, String(killAt)]);
const target = (root: string) => ({ root, chroot: true });
const rollback = (root: string, { id }: HostRecord) => rollbackWith(id, target(root), makingPrograms(root));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-kill-'));
  program = await bundleChild('kill-child', at('program'));
  const request = { sriov: [{ address: SRIOV_CARD.bdf, numVfs: 4 }] };
  await withPlan(
    async (root, made) => {
      plan = made;
      writeFileSync(at('plan.json'), JSON.stringify(plan));
      for (const action of plan.actions) {
        if (action.kind === 'run-command') await makingPrograms(root)(action.argv, { timeoutMs: 1 });
      }
      cpSync(root, at('host'), { recursive: true, verbatimSymlinks: true });
    },
    withSriovCard,
    request,
  );
  before = readTree(at('host'));
  await withCopy(at('host'), async (root) => {
    const applied = kill(root, ['apply', '-']);
    expect(applied).toMatchObject({ status: 0, stderr: '' });
    applyPoints = applied.points;
    after = readTree(root);
    cpSync(root, at('applied'), { recursive: true, verbatimSymlinks: true });
    const undone = kill(root, ['rollback', readRecord(root)?.id ?? '']);
    expect(undone).toMatchObject({ status: 0, stderr: '' });
    rollbackPoints = undone.points;
    expect(readTree(root)).toEqual(before);
  });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a rollback does in another way than an apply; the rest is the same writing of files. */
const ROLLBACK_CALLS = /^(write|rename|rm|rmdir|run) /;

/** One point of each kind of call, the last of it; what gives bytes a place is another kind for files of ptx. */
function choose(points: readonly string[], calls = /./): readonly number[] {
  const numbers = points.map((_, index) => index + 1);
  if (WANTED !== undefined) return numbers.filter((number) => number >= FIRST && number <= LAST);
  const kindOf = (point: string) => {
    const isOwn = /^(write|rename|rm) .*\/var\/lib\/ptx\//.test(point);
    return `${point.replace(/ .*?(, .*)?$/, '$1')} ${isOwn} ${point.includes('sriov_numvfs')}`;
  };
  const chosen = points.flatMap((point, index) => (calls.test(point) ? [[kindOf(point), index + 1] as const] : []));
  return [...new Map(chosen).values()].sort((a, b) => a - b);
}

/** Have the page say what was found. */
function compareWithPage(group: string, points: readonly string[], rows: readonly KillRow[]): void {
  const numberOf = (line: string) => Number(/^\| (\d+) /.exec(line)?.[1]);
  if (WANTED !== undefined) {
    const [names = '', dashes = '', ...lines] = formatTable(HEADINGS, rows).split(/(?<=\n)/);
    const known = (readTables(PAGE).get(group) ?? []).map((line) => [numberOf(line), line] as const);
    const all = new Map([...known, ...lines.map((line) => [numberOf(line), line] as const)]);
    const sorted = points.flatMap((_, index) => all.get(index + 1) ?? []);
    fillTables(PAGE, new Map([[group, [names, dashes, ...sorted].join('')]]));
  }
  const lines = readTables(PAGE).get(group) ?? [];
  const columns = (Object.keys(HEADINGS) as (keyof KillRow)[]).filter((column) => rows[0]?.[column] !== undefined);
  for (const row of rows)
    expect(lines.find((line) => numberOf(line) === Number(row.number))).toBe(formatRow(columns, row));
  if (WANTED === undefined || WANTED === 'all') {
    expect(lines.map((line) => line.split(/ ?\| ?/)[2])).toEqual(points);
  }
}

describe('without a kill', () => {
  it('changes files and attributes, runs programs, and gives all back', () => {
    expect(new Set(plan.actions.map(({ kind }) => kind))).toEqual(
      new Set(['write-file', 'run-command', 'write-sysfs']),
    );
    expect(applyPoints.filter((point) => /^rename .* \/etc\//.test(point)).length).toBeGreaterThan(1);
    expect(applyPoints.filter((point) => point.startsWith('run ')).length).toBeGreaterThan(3);
    expect(after).not.toEqual(before);
    const titles = plan.actions.map(titleAction);
    compareWithPage(
      'actions',
      titles,
      titles.map((action, index) => ({ number: String(index + 1), action })),
    );
  });
});

describe('killed while it applies', () => {
  it(
    'leaves the host as it was or as it shall be, can be taken back, and can be gone on with',
    async () => {
      const rows: KillRow[] = [];
      for (const killAt of choose(applyPoints)) {
        await withCopy(at('host'), async (root) => {
          const point = applyPoints[killAt - 1] ?? '';
          expect(kill(root, ['apply', '-'], killAt).signal, point).toBe('SIGKILL');
          expect(listOdd(root, before, after), point).toEqual([]);
          const found = { record: describeRecord(root), files: describeFiles(root, plan, after) };
          await withCopy(root, async (same) => {
            const record = readRecord(same);
            if (record !== undefined) expect((await rollback(same, record)).state, point).toBe('rolled-back');
            // Before there is a record nothing is touched.
            expect(readTree(same), point).toEqual(before);
          });
          await applyWith(plan, target(root), makingPrograms(root));
          expect(readTree(root), point).toEqual(after);
          const rolledBack = found.record === 'none' ? 'nothing to do' : 'as before';
          rows.push({ number: String(killAt), point, ...found, rolledBack, goneOn: 'as planned' });
        });
      }
      compareWithPage('apply', applyPoints, rows);
    },
    TIMEOUT_MS,
  );
});

describe('killed while it rolls back', () => {
  it(
    'rolls back when it is told again',
    async () => {
      const rows: KillRow[] = [];
      for (const killAt of choose(rollbackPoints, ROLLBACK_CALLS)) {
        await withCopy(at('applied'), async (root) => {
          const point = rollbackPoints[killAt - 1] ?? '';
          const record = readRecord(root) as HostRecord;
          expect(kill(root, ['rollback', record.id], killAt).signal, point).toBe('SIGKILL');
          expect(listOdd(root, before, after), point).toEqual([]);
          const found = { record: describeRecord(root), files: describeFiles(root, plan, after) };
          expect((await rollback(root, record)).state, point).toBe('rolled-back');
          expect(readTree(root), point).toEqual(before);
          expect(Object.keys(readTree(root)).filter(isTemporary)).toEqual([]);
          rows.push({ number: String(killAt), point, ...found, rolledBack: 'as before' });
        });
      }
      compareWithPage('rollback', rollbackPoints, rows);
    },
    TIMEOUT_MS,
  );
});
