import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withPlan } from '../helpers/apply-host.js';
import { readTree } from '../helpers/tree-state.js';

/**
 * PTX_KILL_POINTS=all kills at every change of a file, which takes minutes. Without it: in every write, before every rename,
 * before, in and after every program, and at every fortieth change of a record, of which there are many alike.
 */
const ALL = process.env.PTX_KILL_POINTS === 'all';

let folder: string;
const at = (name: string) => join(folder, name);
const CHILD = resolve('test/helpers/kill-child.mjs');

function child(root: string, words: readonly string[], killAt = 0) {
  const [verb = '', id = '-'] = words;
  const args = [CHILD, at('dist'), root, at('plan.json'), verb, id, String(killAt)];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

function readRecords(root: string) {
  const records = join(root, 'var/lib/ptx/records');
  try {
    return readdirSync(records)
      .filter((name) => !name.startsWith('.'))
      .map((name) => JSON.parse(readFileSync(join(records, name), 'utf8')));
  } catch {
    return [];
  }
}

/** Every file that is no temporary one is as it was, or as it shall be. */
function expectBeforeOrAfter(root: string, before: Record<string, string>, after: Record<string, string>): void {
  const now = readTree(root);
  const odd = Object.entries(now).filter(
    ([path, state]) =>
      !/\/\.[^/]*\.tmp$/.test(path) &&
      !path.startsWith('boot/made-by-') &&
      state !== before[path] &&
      state !== after[path],
  );
  expect(odd).toEqual([]);
  expect(Object.keys(before).filter((path) => after[path] !== undefined && now[path] === undefined)).toEqual([]);
}

function choose(points: readonly string[], stride = 1): number[] {
  const isTold = (point: string) =>
    /^(write|rename|rm|mkdir|run) /.test(point) && !point.includes('/var/lib/ptx/') && !/^rm .*\.tmp$/.test(point);
  const chosen = points.flatMap((point, index) => (ALL || isTold(point) || index % 40 === 0 ? [index + 1] : []));
  return ALL ? chosen : chosen.filter((_, index) => index % stride === 0);
}

/** The tree before, the tree after, and the points between, each a fresh copy away. */
let before: Record<string, string>;
let after: Record<string, string>;
let applyPoints: string[];
let rollbackPoints: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-kill-'));
  execFileSync(process.execPath, [
    ...[resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    ...['--outDir', at('dist'), '--declaration', 'false'],
  ]);
  symlinkSync(resolve('node_modules'), at('node_modules'));
  writeFileSync(at('package.json'), '{"type":"module"}');
  await withPlan(async (root, plan) => {
    writeFileSync(at('plan.json'), JSON.stringify(plan));
    for (const { argv } of plan.actions.filter((action) => action.kind === 'run-command')) {
      writeFileSync(join(root, 'boot', `made-by-${argv[0]}`), 'made before');
    }
    cpSync(root, at('host'), { recursive: true, verbatimSymlinks: true });
  });
  before = readTree(at('host'));
  cpSync(at('host'), at('applied'), { recursive: true, verbatimSymlinks: true });
  const applied = child(at('applied'), ['apply']);
  expect(applied).toMatchObject({ status: 0, stderr: '' });
  after = readTree(at('applied'));
  applyPoints = applied.stdout.trim().split('\n');
  cpSync(at('applied'), at('undone'), { recursive: true, verbatimSymlinks: true });
  const [record] = readRecords(at('undone'));
  const undone = child(at('undone'), ['rollback', record.id]);
  expect(undone).toMatchObject({ status: 0, stderr: '' });
  rollbackPoints = undone.stdout.trim().split('\n');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Use a copy of a tree, and take it away. */
function withCopy(name: string, use: (root: string) => void): void {
  const root = at('copy');
  cpSync(at(name), root, { recursive: true, verbatimSymlinks: true });
  try {
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Programs make of the old configuration what it gives, which is not what lay there before. */
const withoutMade = (tree: Record<string, string>) =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('boot/made-by-')));

describe('without a kill', () => {
  it('changes files, runs programs, and gives all back', () => {
    expect(
      applyPoints.filter((point) => point.startsWith('rename') && point.includes(' /etc/')).length,
    ).toBeGreaterThan(1);
    expect(applyPoints.filter((point) => point.startsWith('run ')).length).toBeGreaterThan(3);
    expect(after).not.toEqual(before);
    expect(withoutMade(readTree(at('undone')))).toEqual(withoutMade(before));
  });
});

describe('killed while it applies', () => {
  it('leaves the host as it was or as it shall be, and can be taken back', () => {
    for (const killAt of choose(applyPoints)) {
      withCopy('host', (root) => {
        const label = `${killAt}: ${applyPoints[killAt - 1]}`;
        expect(child(root, ['apply'], killAt).signal, label).toBe('SIGKILL');
        expectBeforeOrAfter(root, before, after);
        const [record] = readRecords(root);
        // Before there is a record nothing is touched.
        if (record !== undefined) {
          expect(child(root, ['rollback', record.id]), label).toMatchObject({ status: 0, stderr: '' });
          expect(readRecords(root)[0].state, label).toBe('rolled-back');
        }
        expect(withoutMade(readTree(root)), label).toEqual(withoutMade(before));
      });
    }
  }, 1_800_000);

  it('goes on where it was', () => {
    for (const killAt of choose(applyPoints, 4)) {
      withCopy('host', (root) => {
        const label = `${killAt}: ${applyPoints[killAt - 1]}`;
        expect(child(root, ['apply'], killAt).signal, label).toBe('SIGKILL');
        expect(child(root, ['apply']), label).toMatchObject({ status: 0, stderr: '' });
        expect(readTree(root), label).toEqual(after);
      });
    }
  }, 1_800_000);
});

describe('killed while it rolls back', () => {
  it('rolls back when it is told again', () => {
    for (const killAt of choose(rollbackPoints, 2)) {
      withCopy('applied', (root) => {
        const label = `${killAt}: ${rollbackPoints[killAt - 1]}`;
        const [record] = readRecords(root);
        expect(child(root, ['rollback', record.id], killAt).signal, label).toBe('SIGKILL');
        expectBeforeOrAfter(root, before, after);
        expect(child(root, ['rollback', record.id]), label).toMatchObject({ status: 0, stderr: '' });
        expect(withoutMade(readTree(root)), label).toEqual(withoutMade(before));
      });
    }
  }, 1_800_000);
});
