import { isKernelAtLeast } from './kernel-version.js';
import type { HostSnapshot, PciFunction } from './model.js';
import { judgeViability } from './viability.js';

/**
 * Guess the IOMMU groups after a start that changes them: a card behind a bridge is a group, and every other function one
 * of its own. With the ACS override only what is behind a bridge is told apart; with an IOMMU that was off, everything is.
 * The kernel has the last word, so what is planned on this is planned again once the groups are there.
 */
export function guessGroups(snapshot: HostSnapshot, change: 'iommu-on' | 'acs-override'): HostSnapshot {
  const keys = new Map<string, number>();
  const groupOf = (device: PciFunction): number | null => {
    if (change === 'acs-override' && (device.parent === null || device.iommuGroup === null)) return device.iommuGroup;
    const key = device.parent === null || device.isBridge ? device.address : device.address.replace(/\.[0-7]$/, '');
    const known = keys.get(key);
    if (known !== undefined) return known;
    const id = FIRST_GUESS + keys.size;
    keys.set(key, id);
    return id;
  };
  const pciDevices = snapshot.pciDevices.map((device) => ({ ...device, iommuGroup: groupOf(device) }));
  const ids = [...new Set(pciDevices.flatMap(({ iommuGroup }) => iommuGroup ?? []))].sort((a, b) => a - b);
  const iommuGroups = ids.map((id) => {
    const members = pciDevices.filter(({ iommuGroup }) => iommuGroup === id);
    return {
      id,
      members: members.map(({ address }) => address),
      type: isKernelAtLeast(snapshot.kernel, 5, 11) ? 'DMA' : null,
      reservedRegions: snapshot.iommuGroups.find((group) => group.id === id)?.reservedRegions ?? [],
      viability: judgeViability(members, snapshot.kernel),
    };
  });
  return { ...snapshot, iommu: { ...snapshot.iommu, state: 'enabled' }, pciDevices, iommuGroups };
}

/** Above every number that a kernel gives. */
const FIRST_GUESS = 1000;
