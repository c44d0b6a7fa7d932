import { isAccepted, listUnused, requireAcceptable } from './accepted.js';
import type { HostAction, WriteFile } from './action.js';
import { writeKernelArguments } from './bootloaders/registry.js';
import { declare, isDeclared } from './declared-host.js';
import { UDEV_RULES } from './early-binding.js';
import { guessGroups } from './expected-groups.js';
import { editLines, editOwnedFile } from './file-edit.js';
import { listFindings } from './findings/registry.js';
import { digestFacts, fingerprintHost } from './fingerprint.js';
import { findInitramfsWriter, writeInitramfs } from './initramfs/registry.js';
import { manualStep } from './manual.js';
import { findFile, findFunction, type HostSnapshot } from './model.js';
import { MODPROBE_FILE, writeModprobe } from './modprobe-writer.js';
import { listNativeModules } from './native-drivers.js';
import { findPassthroughSet, type PassthroughSet } from './passthrough-set.js';
import { isPending } from './pending.js';
import {
  type HostConfiguration,
  type HostPlan,
  hostPlanSchema,
  PLAN_SCHEMA_VERSION,
  type PlanBlocker,
  type PlanFinding,
} from './plan.js';
import { type Decision, joinWork, type PlanScope, type Work } from './planning.js';
import { planners } from './registry.js';
import { type HostRequest, type HostRequestInput, parseHostRequest } from './request.js';

/** The file that loads modules on hosts without an initramfs. */
const MODULES_FILE = '/etc/modules-load.d/ptx-vfio.conf';

/** Files that do not wait for a start of the host. */
const AT_ONCE = new Set(planners.flatMap(({ atOnce }) => atOnce ?? []));

/**
 * Plan what has to be done to a host so that devices can go to a guest. Pure: the plan is complete, and to do it decides
 * nothing more. On a host where all is in place it has no actions.
 *
 * @throws PtxError OPTION_INVALID for what is no request, TARGET_NOT_FOUND where the host has nothing at an address
 */
export function planHost(snapshot: HostSnapshot, input: HostRequestInput): HostPlan {
  const request = parseHostRequest(input);
  const expected = expectGroups(snapshot, request);
  requireAcceptable(snapshot, request.accepted);
  const passthrough = findPassthroughSet(expected, request);
  // What the host is now counts for all but the groups.
  const scope = scopeOf(
    { ...expected, iommu: snapshot.iommu, kernelFacts: snapshot.kernelFacts },
    request,
    passthrough,
  );
  const decisions = planners.map((planner) => planner.decide(scope));
  const all = listBlockers(expected, request, decisions);
  const blockers = all.filter((blocker) => !isAccepted(blocker, request.accepted));
  const configuration = joinConfigurations(blockers.length === 0 ? decisions : []);
  const work = isDeclared(snapshot) ? declare(scope, configuration) : bringAbout(scope, configuration);
  const sysfs = blockers.length === 0 ? decisions.flatMap(({ actions = [] }) => actions) : [];
  const actions: HostAction[] = [...work.files, ...unique(work.commands), ...sysfs, ...work.manual];
  // The schema puts the keys in the order that they also have once the plan was printed and read.
  return hostPlanSchema.parse({
    schemaVersion: PLAN_SCHEMA_VERSION,
    hostFingerprint: fingerprintHost(snapshot),
    hostFacts: digestFacts(snapshot),
    request,
    passthroughSet: [...passthrough.set],
    companions: [...passthrough.companions],
    ids: [...passthrough.ids],
    verdict: blockers.length > 0 ? 'blocked' : snapshot.iommu.state === 'disabled' ? 'shared' : passthrough.verdict,
    blockers,
    findings: unique([
      ...findUnused(request.accepted, all),
      ...decisions.flatMap(({ findings = [] }) => findings),
      ...work.findings,
      ...listFindings(scope),
    ]),
    configuration,
    actions,
    requiresReboot:
      blockers.length === 0 &&
      (work.files.some(({ path }) => !AT_ONCE.has(path)) ||
        work.commands.length > 0 ||
        work.manual.length > 0 ||
        isPending(scope)),
  } satisfies HostPlan);
}

/** Groups that a start will change are guessed, so that one start is enough. */
function expectGroups(snapshot: HostSnapshot, { acsOverride }: HostRequest): HostSnapshot {
  if (snapshot.iommu.state === 'disabled') return guessGroups(snapshot, 'iommu-on');
  const { isSupported, value } = snapshot.kernelFacts.acsOverride;
  if (!acsOverride || isSupported === false || value !== null) return snapshot;
  const kernelFacts = {
    ...snapshot.kernelFacts,
    acsOverride: { ...snapshot.kernelFacts.acsOverride, value: 'downstream' },
  };
  return { ...guessGroups(snapshot, 'acs-override'), kernelFacts };
}

function scopeOf(snapshot: HostSnapshot, request: HostRequest, { set }: PassthroughSet): PlanScope {
  return {
    snapshot,
    request,
    set: set.flatMap((address) => findFunction(snapshot, address) ?? []),
    kept: snapshot.pciDevices.filter(({ address }) => !set.includes(address)),
  };
}

/** What forbids it, whether it is accepted or not. */
function listBlockers(snapshot: HostSnapshot, request: HostRequest, decisions: readonly Decision[]): PlanBlocker[] {
  const { blockers } = findPassthroughSet(snapshot, { ...request, accepted: [] });
  return [...blockers, ...decisions.flatMap((decision) => decision.blockers ?? [])];
}

function findUnused(accepted: readonly string[], blockers: readonly PlanBlocker[]): PlanFinding[] {
  return listUnused(accepted, blockers).map((item) => ({
    code: 'accepted-unused',
    message: `Nothing here is forbidden by "${item}", so to go ahead with it changes nothing`,
  }));
}

function joinConfigurations(decisions: readonly Decision[]): HostConfiguration {
  const join = <Key extends keyof HostConfiguration>(key: Key): HostConfiguration[Key] =>
    decisions.flatMap(({ configuration }) => (configuration?.[key] ?? []) as []) as HostConfiguration[Key];
  return {
    kernelArguments: join('kernelArguments'),
    modprobe: join('modprobe'),
    initramfsModules: join('initramfsModules'),
    modules: join('modules'),
    udevRules: join('udevRules'),
    fileLines: join('fileLines'),
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
    ...editOthers(snapshot, configuration.fileLines),
  ];
  const initramfs = writeInitramfs(snapshot, {
    modules: configuration.initramfsModules,
    natives: set.flatMap((device) => listNativeModules(snapshot, device)),
    files: listImageFiles(snapshot, files, configuration),
    hasNewFiles: files.some(({ path }) => path.startsWith('/etc/modprobe.d/') || path === UDEV_RULES),
  });
  return leaveUnread(
    snapshot,
    joinWork({ files }, initramfs, writeKernelArguments(snapshot, configuration.kernelArguments)),
  );
}

/** A file that is there and whose text is not known cannot be given back, so its lines are left to the reader. */
function leaveUnread(snapshot: HostSnapshot, work: Required<Work>): Required<Work> {
  const isUnread = ({ path }: WriteFile) => findFile(snapshot, path)?.text === null;
  const manual = work.files.filter(isUnread).map(({ path, lines }) =>
    manualStep({
      title: `Add these lines to ${path}`,
      lines: lines.map(({ text }) => text),
      reason: `${path} may not be read, or is no text in UTF-8; it stays as it is`,
    }),
  );
  return { ...work, files: work.files.filter((file) => !isUnread(file)), manual: [...work.manual, ...manual] };
}

/** Rules of udev, and what modprobe reads where the tool does not take it along by itself. */
function listImageFiles(
  snapshot: HostSnapshot,
  files: readonly WriteFile[],
  { initramfsModules, udevRules }: HostConfiguration,
): string[] {
  if (initramfsModules.length + udevRules.length + files.length === 0) return [];
  const takesModprobe = findInitramfsWriter(snapshot)?.takesModprobe(snapshot) ?? true;
  const written = files.map(({ path }) => path).filter((path) => path.startsWith('/etc/modprobe.d/'));
  const own = findFile(snapshot, MODPROBE_FILE) === undefined ? [] : [MODPROBE_FILE];
  const modprobe = takesModprobe ? [] : [...new Set([...own, ...written])];
  return [...modprobe, ...(udevRules.length > 0 ? [UDEV_RULES] : [])];
}

function editOthers(snapshot: HostSnapshot, lines: HostConfiguration['fileLines']): WriteFile[] {
  const paths = [...new Set(lines.map(({ path }) => path))];
  return paths.flatMap((path) => {
    const wanted = lines.filter((line) => line.path === path);
    return editLines(snapshot, { path, wanted, reason: wanted[0]?.reason ?? '' });
  });
}

function unique<Item>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(JSON.stringify(item)) && seen.add(JSON.stringify(item)));
}
