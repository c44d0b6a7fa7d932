import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectHost } from '../../src/host/node/inspect.js';
import type { ProgramEnd, RunProgram } from '../../src/host/node/run-program.js';
import type { HostPlan } from '../../src/host/plan.js';
import { planHost } from '../../src/host/plan-host.js';
import type { HostRequestInput } from '../../src/host/request.js';
import { type Machine, type MachineDevice, readMachine, withTree, writeFiles } from './host-tree.js';

/** What a machine is for in tests of doing: a plan for it has files that are new, files that change, and programs. */
export const MACHINE = 'ubuntu1804-e3-gtx1060';

/** Make the tree of a machine with /var, as every host has it, and the plan for its device. */
export async function withPlan<Result>(
  use: (root: string, plan: HostPlan) => Promise<Result>,
  change: (machine: Machine) => Machine = (machine) => machine,
  request: HostRequestInput = {},
): Promise<Result> {
  const machine = change(readMachine(MACHINE));
  return withTree(machine, async (root) => {
    writeFiles(root, { '/usr/sbin/update-grub': '', '/boot/grub/grub.cfg': 'generated' });
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const plan = planHost(await inspectHost({ root }), {
      devices: [machine.expect.target],
      iommuPt: true,
      ...request,
    });
    return use(root, plan);
  });
}

/** A network card with two of four virtual functions made, and a driver that can make others. */
export const SRIOV_CARD: MachineDevice = {
  bdf: '0000:02:00.0',
  class: '020000',
  vendor: '8086',
  device: '1521',
  subsystem: '8086:0001',
  revision: '01',
  group: 20,
  driver: 'igb',
  modules: ['igb'],
  parent: null,
  files: {
    sriov_totalvfs: '4\n',
    sriov_numvfs: '2\n',
    sriov_vf_device: '1520\n',
    sriov_offset: '128\n',
    sriov_stride: '1\n',
    sriov_drivers_autoprobe: '1\n',
  },
};

/** The machine with that card. */
export function withSriovCard(machine: Machine): Machine {
  return { ...machine, devices: [...machine.devices, SRIOV_CARD] };
}

/** Stands in for programs: notes their words, and ends as it is told. */
export function fakePrograms(ends: Readonly<Record<string, ProgramEnd>> = {}): { run: RunProgram; calls: string[] } {
  const calls: string[] = [];
  const run: RunProgram = async (argv) => {
    calls.push(argv.join(' '));
    return ends[argv[0] ?? ''] ?? { problem: null, output: '' };
  };
  return { run, calls };
}
