import { groupBy } from '../../domain/group-by.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** Nobody else uses an IOMMU group of which a guest gets a part. */
export const hostdevIommuGroupComplete = defineRule({
  name: 'hostdev-iommu-group-complete',
  summary: 'No driver of the host keeps a part of the IOMMU group of a passed-through device',
  about: HOST_PCI_FUNCTIONS,
  why: 'The IOMMU does not tell the members of a group apart, so that VFIO takes all of a group or nothing. A member without a driver, on vfio-pci or pci-stub, or a bridge on pcieport does no harm; with any other driver QEMU says "group is not viable".',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  checked: 'iommu_group_claim_dma_owner, Linux 6.12; vfio_dev_viable, Linux 5.18',
  messages: {
    held: {
      text: 'Host device {holder} is in IOMMU group {group} too, and its driver "{driver}" keeps the whole group; the domain does not start',
      cure: 'Pass {holder} through as well, or keep every driver from it with <address type="unassigned"/>',
      effect: 'not-started',
    },
    bridge: {
      text: 'Bridge {holder} is in IOMMU group {group} too, and its driver "{driver}" keeps the whole group; the domain does not start',
      cure: 'Unbind the driver from the bridge: only pcieport may have it',
      effect: 'not-started',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    const uses = listHostUses({ read }, host);
    const taken = new Set(uses.map(({ address }) => address));
    const bridges = new Set(host.pciDevices.filter(({ isBridge }) => isBridge === true).map(({ address }) => address));
    const first = groupBy(uses, ({ found }) => String(found?.iommuGroup ?? ''));
    for (const { id, viability } of host.iommuGroups ?? []) {
      const [use] = first.get(String(id)) ?? [];
      if (use === undefined) continue;
      for (const { address, driver } of viability?.holders ?? []) {
        if (taken.has(address)) continue;
        const message = bridges.has(address) ? 'bridge' : 'held';
        report({ message, at: use.at, data: { holder: address, group: id, driver } });
      }
    }
  },
});
