import { formatPciSlot, parsePciAddress } from '../../domain/pci-address.js';
import type { WriteSysfs } from '../action.js';
import type { BlockerCode } from '../blocker-codes.js';
import { findFile, findFunction, type PciFunction } from '../model.js';
import type { PlanBlocker } from '../plan.js';
import type { Decision, Planner, PlanScope } from '../planning.js';
import { isReserving } from '../viability.js';

const RULES = '/etc/udev/rules.d/60-ptx-sriov.rules';

/**
 * Make virtual functions, now and at every start. A number can only be changed through zero, which takes all of them away,
 * and whether new ones get a driver of the host is asked when they are made.
 *
 * @see sriov_numvfs_store and sriov_drivers_autoprobe in Documentation/ABI/testing/sysfs-bus-pci and drivers/pci/iov.c of
 * Linux 6.12
 */
export const sriovPlanner: Planner = {
  name: 'sriov',
  // The rule is for later starts: an action makes the functions of this one.
  atOnce: RULES,
  decide(scope) {
    const decisions = scope.request.sriov.map(({ address, numVfs }) => decideOne(scope, address, numVfs));
    return {
      blockers: decisions.flatMap(({ blockers = [] }) => blockers),
      configuration: { fileLines: decisions.flatMap(({ configuration }) => configuration?.fileLines ?? []) },
      actions: decisions.flatMap(({ actions = [] }) => actions),
    };
  },
};

function decideOne(scope: PlanScope, text: string, numVfs: number): Decision {
  const parsed = parsePciAddress(text);
  const address = parsed === undefined ? text : `${formatPciSlot(parsed)}.${parsed.function ?? 0}`;
  const device = findFunction(scope.snapshot, address);
  const blockers = listBlockers(scope, device, text, numVfs);
  if (device === undefined || blockers.some(({ isFinal }) => isFinal)) return { blockers };
  const fileLines = numVfs > 0 || hasRule(scope, device) ? formatRule(device, numVfs) : [];
  return { blockers, configuration: { fileLines }, actions: changeNow(device, numVfs) };
}

function listBlockers(
  { snapshot, set }: PlanScope,
  device: PciFunction | undefined,
  text: string,
  numVfs: number,
): PlanBlocker[] {
  const address = device?.address ?? null;
  const block = (code: BlockerCode, message: string, isFinal = true) => [{ code, address, message, isFinal }];
  if (device === undefined) return block('sriov-no-device', `The host has nothing at "${text}"`);
  if (device.sriov === null) return block('sriov-unsupported', 'It has no virtual functions');
  if (set.includes(device))
    return block('sriov-passed-through', 'It goes to a guest itself, and VFIO takes none with virtual functions');
  const { totalVfs, virtualFunctions } = device.sriov;
  if (numVfs > totalVfs) return block('sriov-too-many', `It can have ${totalVfs} virtual functions`);
  if (device.driver === null)
    return block('sriov-no-driver', 'Its driver makes the virtual functions, and none is bound');
  const used = virtualFunctions.filter((vf) => isReserving(findFunction(snapshot, vf)?.driver ?? null));
  const isChanged = (device.sriov.numVfs ?? 0) !== numVfs;
  if (isChanged && used.length > 0) return block('sriov-in-use', `Guests may use ${used.join(', ')}`, false);
  return [];
}

function formatKey({ address }: PciFunction): string {
  return `ACTION=="add|bind", SUBSYSTEM=="pci", KERNEL=="${address}", `;
}

function hasRule({ snapshot }: PlanScope, device: PciFunction): boolean {
  const lines = findFile(snapshot, RULES)?.text?.split('\n') ?? [];
  return lines.some((line) => line.startsWith(formatKey(device)));
}

function formatRule(physical: PciFunction, numVfs: number) {
  const { vendor, device, sriov } = physical;
  const key = formatKey(physical);
  const match = `ATTR{vendor}=="0x${vendor}", ATTR{device}=="0x${device}", DRIVER=="?*", ATTR{sriov_numvfs}=="0"`;
  // udev writes in the order of the line.
  const writes = [
    ...(sriov?.isAutoprobed === null || numVfs === 0 ? [] : ['ATTR{sriov_drivers_autoprobe}="0"']),
    `ATTR{sriov_numvfs}="${numVfs}"`,
  ];
  const reason =
    numVfs === 0
      ? 'Virtual functions stay away at the next start too'
      : 'Virtual functions are gone after a start; its driver has to be bound before they come back';
  return [{ path: RULES, key, text: `${key}${[match, ...writes].join(', ')}`, reason }];
}

function changeNow({ address, sriov }: PciFunction, numVfs: number): WriteSysfs[] {
  const current = sriov?.numVfs ?? 0;
  if (current === numVfs) return [];
  const write = (name: string, from: number, to: number, reason: string): WriteSysfs => {
    const path = `/sys/bus/pci/devices/${address}/${name}`;
    return {
      kind: 'write-sysfs',
      path,
      value: `${to}`,
      reason,
      precondition: { kind: 'value', value: `${from}` },
      undo: { kind: 'write-sysfs', path, value: `${from}` },
    };
  };
  const start = current > 0 && numVfs > 0 ? 0 : current;
  const keepsDriversAway = numVfs > 0 && sriov?.isAutoprobed === true;
  return [
    ...(start === current ? [] : [write('sriov_numvfs', current, 0, 'The number changes only through zero')]),
    ...(keepsDriversAway ? [write('sriov_drivers_autoprobe', 1, 0, 'For guests: no driver of the host binds')] : []),
    write('sriov_numvfs', start, numVfs, numVfs === 0 ? 'They go at once' : 'Virtual functions are there at once'),
  ];
}
