import { HOST_PCI_FUNCTIONS } from '../about.js';
import { listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** What a domain takes is there, and is something that a guest can get. */
export const hostdevOnHost = defineRule({
  name: 'hostdev-on-host',
  summary: 'The host has the PCI devices that the domain takes, each in an IOMMU group',
  about: HOST_PCI_FUNCTIONS,
  why: 'A PCI address changes when a card is added or the firmware is updated, and is another one on another host. VFIO hands out devices by their IOMMU group and takes no bridge.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  checked: 'virPCIDeviceNew, libvirt 9.0.0; vfio_pci_probe, Linux 6.12',
  messages: {
    absent: {
      text: 'The host has nothing at {address}; the domain does not start',
      cure: 'Look with "ptx host groups" where the device is, and write that address',
      effect: 'not-started',
    },
    bridge: {
      text: 'The host has a bridge at {address}, which VFIO does not take; the domain does not start',
      cure: 'Take the device behind it',
      effect: 'not-started',
    },
    ungrouped: {
      text: 'Device {address} is in no IOMMU group of the host; the domain does not start',
      cure: 'Switch the IOMMU on, in the firmware and on the command line of the kernel',
      effect: 'not-started',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    for (const { address, at, found } of listHostUses({ read }, host)) {
      const data = { address };
      if (found === undefined) report({ message: 'absent', at, data });
      else if (found.isBridge === true) report({ message: 'bridge', at, data });
      else if (host.iommuGroups != null && found.iommuGroup == null) report({ message: 'ungrouped', at, data });
    }
  },
});
