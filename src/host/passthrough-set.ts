import { formatPciSlot, parsePciAddress } from '../domain/pci-address.js';
import { PtxError } from '../errors.js';
import { isAccepted } from './accepted.js';
import { type Blocker, listBlockers } from './blockers.js';
import type { HostSnapshot, PciFunction } from './model.js';
import { isOfClass } from './pci-class.js';
import { comparePciAddresses, isSameSlot } from './pci-order.js';

/** How well a device is separated from the rest of the host. */
export type Verdict = 'isolated' | 'isolated-with-bridge' | 'isolated-by-override' | 'shared' | 'blocked';

/** What is asked to be passed through. */
export interface PassthroughRequest {
  /** In any notation; without a function it is all functions of the card. */
  readonly devices: readonly string[];
  /** False leaves out the other functions of the card that have IOMMU groups of their own. */
  readonly companions?: boolean | undefined;
  /** Blockers to go ahead with all the same, by code or by address. */
  readonly accepted?: readonly string[] | undefined;
}

/** What has to go to the guest together, and whether it can. */
export interface PassthroughSet {
  /** The functions that were asked for. */
  readonly targets: readonly string[];
  /** Every function that goes to the guest, sorted. */
  readonly set: readonly string[];
  /** Of those: functions of the same card in other IOMMU groups, which share its reset. */
  readonly companions: readonly string[];
  /** Of those: functions of other cards, which the IOMMU does not tell apart from the targets. */
  readonly dragged: readonly string[];
  /** Members of the groups that stay with the host: bridges of any kind. */
  readonly excludedBridges: readonly string[];
  /** `10de:1c03`, each once. */
  readonly ids: readonly string[];
  readonly verdict: Verdict;
  readonly blockers: readonly Blocker[];
}

/**
 * Find what goes along with devices: every function of their IOMMU groups but the bridges, the other functions of their
 * cards, and the groups of those.
 *
 * @throws PtxError OPTION_INVALID for what is no PCI address, TARGET_NOT_FOUND where the host has nothing there
 * @see https://docs.kernel.org/driver-api/vfio.html, Linux 6.12: the group is the unit of ownership
 */
export function findPassthroughSet(snapshot: HostSnapshot, request: PassthroughRequest): PassthroughSet {
  const targets = request.devices.flatMap((device) => requireTargets(snapshot, device)).sort(byAddress);
  const cards = request.companions === false ? [] : targets.flatMap((target) => listSiblings(snapshot, target));
  const named = unique([...targets, ...cards]);
  const groups = new Set(named.flatMap(({ iommuGroup }) => iommuGroup ?? []));
  const members = snapshot.pciDevices.filter(({ iommuGroup }) => iommuGroup !== null && groups.has(iommuGroup));
  const isLeftOut = (device: PciFunction) => isBridgeOfAnyKind(device) && !targets.includes(device);

  const set = unique([...named, ...members]).filter((device) => !isLeftOut(device));
  const excluded = members.filter(isLeftOut);
  const dragged = set.filter((device) => !targets.some((target) => device === target || isSameCard(device, target)));
  const own = new Set(targets.map(({ iommuGroup }) => iommuGroup));
  const companions = cards.filter((device) => !targets.includes(device) && !own.has(device.iommuGroup));

  const all = listBlockers({ snapshot, targets, set, dragged, excluded });
  const blockers = all.filter((blocker) => !isAccepted(blocker, request.accepted ?? []));
  return {
    targets: addresses(unique(targets)),
    set: addresses(set),
    companions: addresses(unique(companions)),
    dragged: addresses(dragged),
    excludedBridges: addresses(excluded),
    ids: [...new Set(set.flatMap(({ vendor, device }) => (vendor && device ? [`${vendor}:${device}`] : [])))],
    verdict: judge(snapshot, { targets, dragged, excluded, blockers }),
    blockers,
  };
}

/** True for bridges to other buses, and for what stands for the chipset: host and ISA bridges. */
export function isBridgeOfAnyKind(device: PciFunction): boolean {
  return device.isBridge || isOfClass(device, '06');
}

function judge(
  snapshot: HostSnapshot,
  found: {
    readonly targets: readonly PciFunction[];
    readonly dragged: readonly PciFunction[];
    readonly excluded: readonly PciFunction[];
    readonly blockers: readonly Blocker[];
  },
): Verdict {
  if (found.blockers.length > 0) return 'blocked';
  if (found.dragged.length > 0) return 'shared';
  if (found.targets.some((target) => isSplitByOverride(snapshot, target))) return 'isolated-by-override';
  return found.excluded.some(({ isBridge }) => isBridge) ? 'isolated-with-bridge' : 'isolated';
}

/** The override concerns what is behind a port, and functions of one slot. */
function isSplitByOverride({ kernelFacts, pciDevices }: HostSnapshot, target: PciFunction): boolean {
  const { value, isSupported } = kernelFacts.acsOverride;
  if (value === null || isSupported === false) return false;
  const isAlone = pciDevices.every((other) => other === target || !isSameSlot(other.address, target.address));
  return target.parent !== null || !isAlone;
}

/** Other functions of the card; what is on a root bus shares no reset, and a virtual function has its own. */
function listSiblings({ pciDevices }: HostSnapshot, target: PciFunction): PciFunction[] {
  if (target.parent === null || target.physicalFunction !== null || target.isBridge) return [];
  return pciDevices.filter((other) => isSameCard(other, target) && other.physicalFunction === null && !other.isBridge);
}

function isSameCard(a: PciFunction, b: PciFunction): boolean {
  return a.parent !== null && a.parent === b.parent && isSameSlot(a.address, b.address);
}

function requireTargets({ pciDevices }: HostSnapshot, text: string): PciFunction[] {
  const target = parsePciAddress(text);
  if (target === undefined) {
    const hint = explainId(pciDevices, text) ?? 'Write it as 0000:01:00.0, 01:00.0, 01:00 or pci_0000_01_00_0';
    throw new PtxError('OPTION_INVALID', `Expected a PCI address, found "${text}"`, { option: 'devices', hint });
  }
  const slot = formatPciSlot(target);
  const found = pciDevices.filter(({ address, physicalFunction }) =>
    target.function === undefined
      ? isSameSlot(address, `${slot}.0`) && physicalFunction === null
      : address === `${slot}.${target.function}`,
  );
  if (found.length > 0) return found;
  const hint = '"ptx host groups" lists what the host has';
  throw new PtxError('TARGET_NOT_FOUND', `The host has nothing at "${text}"`, { option: 'devices', hint });
}

/** Two devices may have the same id, so what is passed through is named by its address. */
function explainId(pciDevices: HostSnapshot['pciDevices'], text: string): string | undefined {
  const [, vendor, id] = /^(?:0x)?([0-9a-f]{4}):(?:0x)?([0-9a-f]{4})$/i.exec(text) ?? [];
  if (vendor === undefined || id === undefined) return undefined;
  const found = pciDevices.filter(
    (other) => other.vendor === vendor.toLowerCase() && other.device === id.toLowerCase(),
  );
  if (found.length === 0)
    return 'That is a PCI id, and no device of the host has it; "ptx host groups" lists addresses';
  return `That is a PCI id. The address is ${addresses(found).join(' or ')}`;
}

function unique(devices: readonly PciFunction[]): PciFunction[] {
  return [...new Set(devices)].sort(byAddress);
}

function byAddress(a: PciFunction, b: PciFunction): number {
  return comparePciAddresses(a.address, b.address);
}

function addresses(devices: readonly PciFunction[]): string[] {
  return devices.map(({ address }) => address);
}
