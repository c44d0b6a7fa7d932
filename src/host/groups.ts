import type { Blocker } from './blockers.js';
import { findFunction, type HostSnapshot, type IommuGroup, type PciFunction } from './model.js';
import { findPassthroughSet, isBridgeOfAnyKind, type PassthroughSet, type Verdict } from './passthrough-set.js';
import { isSameSlot } from './pci-order.js';

/** An IOMMU group, and what it would mean to pass through what is in it. */
export interface GroupListing {
  /** null for functions that are in no group. */
  readonly id: number | null;
  readonly type: string | null;
  /** null where there is nothing that a guest could get. */
  readonly verdict: Verdict | null;
  readonly viability: IommuGroup['viability'] | null;
  readonly members: readonly PciFunction[];
  /** Functions of other groups that go along, as they are on the same card. */
  readonly companions: readonly PciFunction[];
  readonly blockers: readonly Blocker[];
}

/** From the best for a guest to the worst. */
const VERDICTS: readonly Verdict[] = ['isolated', 'isolated-with-bridge', 'isolated-by-override', 'shared', 'blocked'];

/** List the groups of a host, each with the verdict on what is in it: of several cards, that on the best of them. */
export function listGroups(snapshot: HostSnapshot): GroupListing[] {
  const resolve = (addresses: readonly string[]) =>
    addresses.flatMap((address) => findFunction(snapshot, address) ?? []);
  const groups = snapshot.iommuGroups.map(({ id, type, viability, members }) => {
    const found = resolve(members);
    return { id, type, viability, members: found, ...judge(snapshot, found, resolve) };
  });
  const ungrouped = snapshot.pciDevices.filter(({ iommuGroup }) => iommuGroup === null);
  if (ungrouped.length === 0) return groups;
  const verdict = ungrouped.every(isBridgeOfAnyKind) ? null : ('blocked' as const);
  return [
    ...groups,
    { id: null, type: null, verdict, viability: null, members: ungrouped, companions: [], blockers: [] },
  ];
}

function judge(
  snapshot: HostSnapshot,
  members: readonly PciFunction[],
  resolve: (addresses: readonly string[]) => PciFunction[],
): Pick<GroupListing, 'verdict' | 'companions' | 'blockers'> {
  const endpoints = members.filter((member) => !isBridgeOfAnyKind(member));
  const sets = listCards(endpoints)
    .map((card) => findPassthroughSet(snapshot, { devices: card.map(({ address }) => address) }))
    .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  const companions = new Set(sets.flatMap((set) => set.companions));
  const blockers = new Map(sets.filter(isBlocked).flatMap((set) => set.blockers.map((item) => [item.address, item])));
  return {
    verdict: sets[0]?.verdict ?? null,
    companions: resolve([...companions]),
    blockers: sets.every(isBlocked) ? [...blockers.values()] : [],
  };
}

function isBlocked({ verdict }: PassthroughSet): boolean {
  return verdict === 'blocked';
}

/** Functions of one slot, together. */
function listCards(devices: readonly PciFunction[]): PciFunction[][] {
  const firsts = devices.filter((device, index) => devices.findIndex((other) => isOnOneCard(device, other)) === index);
  return firsts.map((first) => devices.filter((device) => isOnOneCard(first, device)));
}

function isOnOneCard(a: PciFunction, b: PciFunction): boolean {
  return a === b || (a.parent !== null && isSameSlot(a.address, b.address));
}
