import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { HostSnapshot } from '../../src/host/model.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import type { HostPlan } from '../../src/host/plan.js';
import { planHost } from '../../src/host/plan-host.js';
import { renderPlan } from '../../src/host/render/registry.js';
import type { HostRequestInput } from '../../src/host/request.js';
import { GOLDEN_ROOT } from './golden.js';
import { type Machine, type MachineDevice, readMachine, withTree } from './host-tree.js';

/** What `request.json` of a case holds. */
export interface PlanRequest {
  /** A machine of golden/hosts. */
  readonly machine: string;
  /** How the host differs from it. */
  readonly changes?: {
    readonly machine?: Partial<Machine>;
    /** By path; null takes a file away. */
    readonly files?: Readonly<Record<string, string | null>>;
    /** By address; null takes a device out. */
    readonly devices?: Readonly<Record<string, object | null>>;
  };
  readonly request: HostRequestInput;
}

/** A folder `golden/host/plan/NAME`. */
export interface PlanCase {
  readonly folder: string;
  /** `host/plan/NAME` */
  readonly id: string;
  readonly files: readonly string[];
  readonly input: PlanRequest;
}

const FOLDER = join(GOLDEN_ROOT, 'host/plan');

/** The files that say what comes of a request. */
export const PLAN_OUTPUTS = ['expected.json', 'expected.txt'] as const;

/** Every case of `ptx host plan`. */
export function listPlanCases(): PlanCase[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .sort()
    .map((name) => {
      const folder = join(FOLDER, name);
      return {
        folder,
        id: relative(GOLDEN_ROOT, folder),
        files: readdirSync(folder).sort(),
        input: JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8')),
      };
    });
}

/** The host that a case is about. */
export async function readPlanHost({ machine: name, changes = {} }: PlanRequest): Promise<HostSnapshot> {
  const machine = readMachine(name);
  const files = Object.entries({ ...machine.files, ...changes.files }).filter(([, text]) => text !== null);
  const known = new Set(machine.devices.map(({ bdf }) => bdf));
  const changed = machine.devices.flatMap((device) => {
    const change = changes.devices?.[device.bdf];
    return change === null ? [] : [{ ...device, ...change }];
  });
  const added = Object.entries(changes.devices ?? {}).filter(([address]) => !known.has(address));
  const host = {
    ...machine,
    ...changes.machine,
    files: Object.fromEntries(files) as Record<string, string>,
    devices: [...changed, ...added.map(([bdf, device]) => ({ ...(device as MachineDevice), bdf }))],
  };
  const snapshot = await withTree(host, (root) => inspectHost({ root }));
  // Owners are those of a host, not of whoever runs the tests.
  return { ...snapshot, files: snapshot.files.map((file) => ({ ...file, uid: 0, gid: 0 })) };
}

/** What the sources print of a plan today, by file. */
export function printPlan(plan: HostPlan): Record<(typeof PLAN_OUTPUTS)[number], string> {
  return { 'expected.json': renderPlan(plan, 'json'), 'expected.txt': renderPlan(plan, 'text') };
}

/** Write what comes of the cases in some folders, or of all. */
export async function updatePlanGoldens(paths: readonly string[]): Promise<void> {
  const isWanted = ({ folder }: PlanCase) => paths.some((path) => `${folder}/`.startsWith(`${resolve(path)}/`));
  for (const golden of listPlanCases().filter(isWanted)) {
    mkdirSync(golden.folder, { recursive: true });
    const outputs = printPlan(planHost(await readPlanHost(golden.input), golden.input.request));
    for (const file of PLAN_OUTPUTS) writeFileSync(join(golden.folder, file), outputs[file]);
    console.log(`updated ${golden.id}`);
  }
}
