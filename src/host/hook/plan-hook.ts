import { formatCpuset, parseCpuset } from '../../domain/cpuset.js';
import { isAccepted } from '../accepted.js';
import type { BlockerCode } from '../blocker-codes.js';
import { editFile } from '../file-edit.js';
import { listMemoryBlockers } from '../hugepages-memory.js';
import { findFile, type HostSnapshot } from '../model.js';
import type { HostPlan, PlanBlocker, PlanFinding } from '../plan.js';
import { planHost } from '../plan-host.js';
import type { HookRequest } from './hook-request.js';
import { formatHook, hookPath } from './hook-script.js';
import type { HookStep } from './hook-step.js';

/** What is decided one by one: steps, or why there are none. */
interface HookDecision {
  readonly steps: readonly HookStep[];
  readonly blockers?: readonly PlanBlocker[];
}

/** A hook, before it is written. */
export interface HookPlan {
  readonly plan: HostPlan;
  /** The whole script, also where it is there already. */
  readonly script: string;
}

/**
 * Plan the hook of a domain. Pure: the plan has one action, which writes the script, or none where it is there. What
 * `planHost` says of the devices and the CPUs counts here too.
 *
 * @throws PtxError TARGET_NOT_FOUND where the host has nothing at an address, OPTION_INVALID for what is no address
 */
export function planHook(snapshot: HostSnapshot, request: HookRequest): HookPlan {
  const { devices, companions, accepted, isolatedCpus, domain } = request;
  const base = planHost(snapshot, {
    devices,
    companions,
    accepted,
    ...(isolatedCpus === undefined ? {} : { isolatedCpus }),
  });
  const decisions = [
    bindDevices(base),
    reserveHugepages(snapshot, request),
    setGovernor(snapshot, request),
    isolateCpus(snapshot, request),
  ];
  const steps = decisions.flatMap((decision) => decision.steps);
  const own = decisions.flatMap((decision) => decision.blockers ?? []);
  const blockers = [...base.blockers, ...own.filter((blocker) => !isAccepted(blocker, accepted))];
  const isBlocked = blockers.length > 0;
  const lines = steps.map(({ reason, ...step }) => ({ text: Object.values(step).join(' '), reason }));
  const reason = 'libvirt calls it when the domain starts and when it has stopped';
  const script = formatHook(domain, steps);
  const edit = { path: hookPath(domain), content: script, mode: '0755', lines, reason };
  const plan: HostPlan = {
    ...base,
    verdict: isBlocked ? 'blocked' : base.verdict,
    blockers,
    findings: [...base.findings.filter(({ code }) => code === 'cores-split'), ...findMode(snapshot, edit.path)],
    configuration: {
      kernelArguments: [],
      modprobe: [],
      initramfsModules: [],
      modules: [],
      udevRules: [],
      fileLines: [],
    },
    actions: isBlocked ? [] : editFile(snapshot, edit),
    requiresReboot: false,
  };
  return { plan, script };
}

/** A file that is there keeps its mode. */
function findMode(snapshot: HostSnapshot, path: string): PlanFinding[] {
  const mode = Number.parseInt(findFile(snapshot, path)?.mode ?? '755', 8);
  if ((mode & 0o111) !== 0) return [];
  return [{ code: 'hook-not-executable', message: `libvirt calls only what may be executed: chmod 755 "${path}"` }];
}

function bindDevices({ passthroughSet }: HostPlan): HookDecision {
  const reason = 'Only vfio-pci may have it while the domain runs';
  return { steps: passthroughSet.map((address) => ({ kind: 'bind', address, reason })) };
}

function reserveHugepages(snapshot: HostSnapshot, { hugepages }: HookRequest): HookDecision {
  if (hugepages === undefined) return { steps: [] };
  const { sizeKiB, count } = hugepages;
  const path = `/sys/kernel/mm/hugepages/hugepages-${sizeKiB}kB/nr_hugepages`;
  const isThere = snapshot.memory.hugepages.some((each) => each.sizeKiB === sizeKiB);
  return {
    steps: [{ kind: 'reserve', path, count, reason: 'Memory in huge pages, only while the domain runs' }],
    blockers: [
      ...(isThere ? [] : block('hugepages-size', `The kernel has no pages of ${sizeKiB} KiB`)),
      ...listMemoryBlockers(snapshot, hugepages),
    ],
  };
}

/** That of the isolated CPUs, or of all. */
function setGovernor({ cpuTopology }: HostSnapshot, { governor, isolatedCpus }: HookRequest): HookDecision {
  if (governor === undefined) return { steps: [] };
  const wanted = isolatedCpus === undefined ? undefined : parseCpuset(isolatedCpus);
  const cpus = cpuTopology.cpus.filter(({ id }) => wanted === undefined || wanted.includes(id));
  const without = cpus.filter(({ governors }) => !governors.includes(governor)).map(({ id }) => id);
  const message =
    cpus.length === 0
      ? 'Which governors the CPUs have is not known'
      : `CPUs ${formatCpuset(without)} have no governor "${governor}"`;
  return {
    steps: cpus.map(({ id }) => ({
      kind: 'keep',
      path: `/sys/devices/system/cpu/cpu${id}/cpufreq/scaling_governor`,
      value: governor,
      reason: `CPU ${id} keeps its frequency as the domain wants it`,
    })),
    blockers: without.length === 0 && cpus.length > 0 ? [] : block('governor-absent', message),
  };
}

/**
 * @see cpuset.cpus.partition in Documentation/admin-guide/cgroup-v2.rst of Linux 6.12: of a child of the root cgroup it
 * takes CPUs from all others
 */
function isolateCpus({ environment }: HostSnapshot, { isolatedCpus }: HookRequest): HookDecision {
  if (isolatedCpus === undefined) return { steps: [] };
  const cpus = formatCpuset(parseCpuset(isolatedCpus) ?? []);
  const reason = `Guests run on CPUs ${cpus} and nowhere else, and nothing else runs there`;
  const isV2 = environment.cgroup === 'v2';
  return {
    steps: [{ kind: 'partition', cpus, reason }],
    blockers: isV2
      ? []
      : block('cgroup-v1', 'Only cgroup v2 has partitions of CPUs: systemd.unified_cgroup_hierarchy=1'),
  };
}

function block(code: BlockerCode, message: string): PlanBlocker[] {
  return [{ code, address: null, message, isFinal: true }];
}
