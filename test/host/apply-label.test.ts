import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { applyWith } from '../../src/host/node/apply-plan.js';
import { rollbackWith } from '../../src/host/node/rollback-record.js';
import { type ProgramEnd, type RunProgram, runProgram } from '../../src/host/node/run-program.js';
import type { HostPlan } from '../../src/host/plan.js';
import { withPlan } from '../helpers/apply-host.js';
import { writeFiles } from '../helpers/host-tree.js';

const LABEL = 'system_u:object_r:etc_t:s0';

/** Root may write labels to most file systems, without SELinux too. */
const canLabel = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'ptx-label-'));
  writeFileSync(join(folder, 'file'), '');
  const { status } = spawnSync('chcon', [LABEL, join(folder, 'file')]);
  rmSync(folder, { recursive: true });
  return status === 0;
})();

const readLabel = (place: string) => spawnSync('stat', ['-c', '%C', place], { encoding: 'utf8' }).stdout.trim();

/** Runs chcon as it is, and nothing else; or it ends as it is told. */
function runChcon(end?: ProgramEnd): { run: RunProgram; calls: string[] } {
  const calls: string[] = [];
  const run: RunProgram = async (argv, options) => {
    if (argv[0] !== 'chcon') return { problem: null, output: '' };
    calls.push(
      argv
        .slice(1)
        .map((path) => basename(path))
        .join(' '),
    );
    return end ?? runProgram(argv, options);
  };
  return { run, calls };
}

/** A host with SELinux whose files have a label, and the path of the one that the plan changes. */
function withLabels(use: (root: string, plan: HostPlan, place: string) => Promise<void>): Promise<void> {
  return withPlan(async (root, plan) => {
    writeFiles(root, { '/sys/fs/selinux/enforce': '1' });
    const changed = plan.actions.find((action) => action.kind === 'write-file' && action.undo.kind === 'write-file');
    if (changed?.kind !== 'write-file') throw new Error('no file changes');
    await use(root, plan, join(root, changed.path));
  });
}

it.skipIf(!canLabel)(
  'keeps the label of a file, there and back (needs root, and a file system with labels)',
  async () => {
    await withLabels(async (root, plan, place) => {
      expect(spawnSync('chcon', [LABEL, place]).status).toBe(0);
      const before = readFileSync(place, 'utf8');
      const record = await applyWith(plan, { root, chroot: true }, runChcon().run);
      expect(readFileSync(place, 'utf8')).not.toBe(before);
      expect(readLabel(place)).toBe(LABEL);
      await rollbackWith(record?.id ?? '', { root, chroot: true }, runChcon().run);
      expect(readFileSync(place, 'utf8')).toBe(before);
      expect(readLabel(place)).toBe(LABEL);
    });
  },
);

it('copies the label before the new file takes the place, and keeps the old file where that fails', async () => {
  await withLabels(async (root, plan, place) => {
    const before = readFileSync(place, 'utf8');
    const names = readdirSync(join(place, '..'));
    const { run, calls } = runChcon({ problem: '"chcon" ended with exit code 1', output: '' });
    await expect(applyWith(plan, { root, chroot: true }, run)).rejects.toMatchObject({
      code: 'APPLY_FAILED',
      message: expect.stringContaining('the label cannot be kept: "chcon" ended with exit code 1'),
    });
    expect(calls).toEqual([expect.stringMatching(/^\S+ \.\S+\.tmp$/)]);
    expect(readFileSync(place, 'utf8')).toBe(before);
    expect(readdirSync(join(place, '..'))).toEqual(names);
  });
});

it('runs no chcon where there is no SELinux', async () => {
  await withPlan(async (root, plan) => {
    const { run, calls } = runChcon();
    await applyWith(plan, { root, chroot: true }, run);
    expect(calls).toEqual([]);
  });
});
