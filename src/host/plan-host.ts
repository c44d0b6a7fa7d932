import type { HostAction } from './action.js';
import { writeKernelArguments } from './bootloaders/registry.js';
import { UDEV_RULES } from './early-binding.js';
import { guessGroups } from './expected-groups.js';
import { editOwnedFile } from './file-edit.js';
import { fingerprintHost } from './fingerprint.js';
import { writeInitramfs } from './initramfs/registry.js';
import { findFunction, type HostSnapshot } from './model.js';
import { writeModprobe } from './modprobe-writer.js';
import { listNativeModules } from './native-drivers.js';
import { findPassthroughSet, type PassthroughSet } from './passthrough-set.js';
import { isPending } from './pending.js';
import { type HostConfiguration, type HostPlan, PLAN_SCHEMA_VERSION, type PlanBlocker } from './plan.js';
import { type Decision, joinWork, type PlanScope } from './planning.js';
import { planners } from './registry.js';
import { type HostRequest, type HostRequestInput, parseHostRequest } from './request.js';

/** The file that loads modules on hosts without an initramfs. */
const MODULES_FILE = '/etc/modules-load.d/ptx-vfio.conf';

/**
 * Plan what has to be done to a host so that devices can go to a guest. Pure: the plan is complete, and to do it decides
 * nothing more. On a host where all is in place it has no actions.
 *
 * @throws PtxError OPTION_INVALID for what is no request, TARGET_NOT_FOUND where the host has nothing at an address
 */
export function planHost(snapshot: HostSnapshot, input: HostRequestInput): HostPlan {
  const request = parseHostRequest(input);
  const expected = expectGroups(snapshot, request);
  const passthrough = findPassthroughSet(expected, { ...request, companions: request.companions });
  const scope = scopeOf(expected, request, passthrough);
  const decisions = planners.map((planner) => planner.decide(scope));
  const blockers = listBlockers(request, passthrough, decisions);
  const configuration = joinConfigurations(decisions);
  const work = blockers.length === 0 ? bringAbout(scope, configuration) : joinWork();
  const sysfs = blockers.length === 0 ? decisions.flatMap(({ actions = [] }) => actions) : [];
  const actions: HostAction[] = [...work.files, ...unique(work.commands), ...sysfs, ...work.manual];
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    hostFingerprint: fingerprintHost(snapshot),
    request,
    passthroughSet: [...passthrough.set],
    companions: [...passthrough.companions],
    ids: [...passthrough.ids],
    verdict: blockers.length === 0 ? passthrough.verdict : 'blocked',
    blockers,
    findings: [...decisions.flatMap(({ findings = [] }) => findings), ...work.findings],
    configuration,
    actions,
    requiresReboot: blockers.length === 0 && (work.files.length > 0 || work.commands.length > 0 || isPending(scope)),
  };
}

/** Groups that a start will change are guessed, so that one start is enough. */
function expectGroups(snapshot: HostSnapshot, { acsOverride }: HostRequest): HostSnapshot {
  if (snapshot.iommu.state === 'disabled') return { ...guessGroups(snapshot, 'iommu-on'), iommu: snapshot.iommu };
  const { isSupported, value } = snapshot.kernelFacts.acsOverride;
  return acsOverride && isSupported !== false && value === null ? guessGroups(snapshot, 'acs-override') : snapshot;
}

function scopeOf(snapshot: HostSnapshot, request: HostRequest, { set }: PassthroughSet): PlanScope {
  return {
    snapshot,
    request,
    set: set.flatMap((address) => findFunction(snapshot, address) ?? []),
    kept: snapshot.pciDevices.filter(({ address }) => !set.includes(address)),
  };
}

/** The planner of the IOMMU says whether it can be switched on, so what the set says of it does not count. */
function listBlockers(
  request: HostRequest,
  { blockers }: PassthroughSet,
  decisions: readonly Decision[],
): PlanBlocker[] {
  const ofSet = blockers.filter(({ code }) => code !== 'iommu-disabled');
  const all: PlanBlocker[] = [...ofSet, ...decisions.flatMap((decision) => decision.blockers ?? [])];
  const isAccepted = ({ code, address }: PlanBlocker) =>
    request.accepted.includes(code) || (address !== null && request.accepted.includes(address));
  return all.filter((blocker) => blocker.isFinal || !isAccepted(blocker));
}

function joinConfigurations(decisions: readonly Decision[]): HostConfiguration {
  const join = (key: keyof HostConfiguration) => decisions.flatMap(({ configuration }) => configuration?.[key] ?? []);
  return {
    kernelArguments: join('kernelArguments'),
    modprobe: join('modprobe'),
    initramfsModules: join('initramfsModules'),
    modules: join('modules'),
    udevRules: join('udevRules'),
  };
}

/** Files first, then the initramfs that takes them along, then the boot loader. */
function bringAbout({ snapshot, set }: PlanScope, configuration: HostConfiguration) {
  const own = (path: string, wanted: HostConfiguration['modules'], reason: string) =>
    wanted.length === 0 ? [] : editOwnedFile(snapshot, { path, wanted, reason });
  const files = [
    ...writeModprobe(snapshot, configuration.modprobe),
    ...own(UDEV_RULES, configuration.udevRules, 'udev gives single devices to vfio-pci'),
    ...own(MODULES_FILE, configuration.modules, 'Modules that are loaded when the host starts'),
  ];
  const initramfs = writeInitramfs(snapshot, {
    modules: configuration.initramfsModules,
    natives: set.flatMap((device) => listNativeModules(snapshot, device)),
    rules: configuration.udevRules.length > 0 ? [UDEV_RULES] : [],
    hasNewFiles: files.some(({ path }) => path.startsWith('/etc/modprobe.d/') || path === UDEV_RULES),
  });
  return joinWork({ files }, initramfs, writeKernelArguments(snapshot, configuration.kernelArguments));
}

function unique<Item>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(JSON.stringify(item)) && seen.add(JSON.stringify(item)));
}
