import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WriteSysfs } from '../../src/host/action.js';
import { applyWith } from '../../src/host/node/apply-plan.js';
import { rollbackWith } from '../../src/host/node/rollback-record.js';
import { Sysfs } from '../../src/host/node/sysfs.js';
import type { HostPlan } from '../../src/host/plan.js';
import type { HostRecord } from '../../src/host/record.js';
import { fakePrograms, SRIOV_CARD, withPlan, withSriovCard } from '../helpers/apply-host.js';
import { type FakeSriov, fakeSriov } from '../helpers/fake-sriov.js';
import { writeFiles } from '../helpers/host-tree.js';
import { readTree } from '../helpers/tree-state.js';

const NUMBER = `/sys/bus/pci/devices/${SRIOV_CARD.bdf}/sriov_numvfs`;
const options = (root: string) => ({ root, chroot: true });
const apply = async (root: string, plan: HostPlan) =>
  (await applyWith(plan, options(root), fakePrograms().run)) as HostRecord;
const rollback = (root: string, { id }: HostRecord) => rollbackWith(id, options(root), fakePrograms().run);

/** A plan for four virtual functions where there are two, and the kernel that makes them. */
function withKernel(use: (root: string, plan: HostPlan, kernel: FakeSriov) => Promise<void>): Promise<void> {
  const request = { sriov: [{ address: SRIOV_CARD.bdf, numVfs: 4 }] };
  return withPlan((root, plan) => use(root, plan, fakeSriov(root)), withSriovCard, request);
}

function write(name: string, from: string, to: string): WriteSysfs {
  const path = join(NUMBER, '..', name);
  return {
    kind: 'write-sysfs',
    path,
    value: to,
    reason: 'The test wants it',
    precondition: { kind: 'value', value: from },
    undo: { kind: 'write-sysfs', path, value: from },
  };
}

afterEach(() => vi.restoreAllMocks());

describe('virtual functions', () => {
  it('are made through 0 without drivers of the host, and given back through 0 with them, twice without harm', async () => {
    await withKernel(async (root, plan, kernel) => {
      const before = readTree(root);
      const record = await apply(root, plan);
      expect(record.state).toBe('applied');
      expect(kernel.writes).toEqual(['sriov_numvfs 0', 'sriov_drivers_autoprobe 0', 'sriov_numvfs 4']);
      expect(kernel.listFunctions()).toEqual({ virtfn0: null, virtfn1: null, virtfn2: null, virtfn3: null });
      expect((await apply(root, plan)).id).toBe(record.id);
      expect(kernel.writes).toHaveLength(3);
      await rollback(root, record);
      expect(kernel.writes.slice(3)).toEqual(['sriov_numvfs 0', 'sriov_drivers_autoprobe 1', 'sriov_numvfs 2']);
      expect(kernel.listFunctions()).toEqual({ virtfn0: 'igbvf', virtfn1: 'igbvf' });
      expect(readTree(root)).toEqual(before);
      expect((await rollback(root, record)).state).toBe('rolled-back');
      expect(kernel.writes).toHaveLength(6);
      expect(readTree(root)).toEqual(before);
    });
  });

  it('are not said to be made where they were taken away since', async () => {
    await withKernel(async (root, plan) => {
      await apply(root, plan);
      writeFileSync(join(root, NUMBER), '0\n');
      await expect(apply(root, plan)).rejects.toMatchObject({ code: 'PLAN_STALE' });
    });
  });

  it('are not taken from a guest', async () => {
    await withKernel(async (root, plan, kernel) => {
      const record = await apply(root, plan);
      const virtual = '0000:02:10.0';
      writeFiles(root, {
        [`/sys/bus/pci/devices/${virtual}`]: `-> ../../../devices/pci0000:02/${virtual}`,
        [`/sys/devices/pci0000:02/${virtual}/physfn`]: `-> ../${SRIOV_CARD.bdf}`,
      });
      const isInUse = vi.spyOn(Sysfs.prototype, 'isGroupInUse').mockResolvedValue(true);
      const before = readTree(root);
      await expect(rollback(root, record)).rejects.toMatchObject({
        code: 'ROLLBACK_FAILED',
        message: `A guest has ${virtual}, which would go`,
      });
      expect(readTree(root)).toEqual(before);
      isInUse.mockResolvedValue(false);
      expect((await rollback(root, record)).state).toBe('rolled-back');
      expect(kernel.writes.at(-1)).toBe('sriov_numvfs 2');
    });
  });

  it('are not made where the kernel says no, and what was done is given back', async () => {
    await withKernel(async (root, plan, kernel) => {
      const before = readTree(root);
      // Without the way through 0, as a plan by hand could have it.
      const broken = { ...plan, actions: [write('sriov_numvfs', '2', '4')] };
      await expect(apply(root, broken)).rejects.toMatchObject({
        code: 'APPLY_FAILED',
        message: 'Action 1 failed: resource busy or locked',
      });
      expect(kernel.writes).toEqual(['sriov_numvfs 4']);
      const [name = ''] = Object.keys(readTree(join(root, 'var/lib/ptx/records')));
      await rollback(root, { id: name.replace('.json', '') } as HostRecord);
      // Its value never changed, so it is not written.
      expect(kernel.writes).toEqual(['sriov_numvfs 4']);
      expect(readTree(root)).toEqual(before);
    });
  });

  it('are left alone where another number was made since the plan, by name', async () => {
    await withKernel(async (root, plan, kernel) => {
      writeFileSync(join(root, NUMBER), '1\n');
      await expect(apply(root, plan)).rejects.toMatchObject({
        code: 'PLAN_STALE',
        message: expect.stringContaining(`device ${SRIOV_CARD.bdf}`),
      });
      expect(kernel.writes).toEqual([]);
    });
  });

  it('are given back where a start of the host has taken all of them away', async () => {
    await withKernel(async (root, plan, kernel) => {
      const record = await apply(root, plan);
      writeFileSync(join(root, NUMBER), '0\n');
      writeFileSync(join(root, NUMBER, '..', 'sriov_drivers_autoprobe'), '1\n');
      const count = kernel.writes.length;
      await rollback(root, record);
      expect(kernel.writes.slice(count)).toEqual(['sriov_numvfs 2']);
      expect(readFileSync(join(root, NUMBER), 'utf8')).toBe('2\n');
    });
  });
});
