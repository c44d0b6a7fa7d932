import { defineRule } from '../rule.js';

/** A PCI device of the host goes to QEMU through VFIO. Mending names `vfio`. */
export const hostdevDriverSupported = defineRule({
  name: 'hostdev-driver-supported',
  summary: 'PCI devices of the host are passed through with VFIO',
  about: ['hostdev/driver', 'interface/driver'],
  why: 'The driver "kvm" is the assignment that Linux 4.12 dropped, and "xen" belongs to Xen. libvirt takes both words and does not start a QEMU guest with them.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'qemuBuildPCIHostdevDevProps and qemuHostdevPreparePCIDevicesCheckSupport, libvirt 9.0.0',
  messages: {
    unsupported: {
      text: 'QEMU has no PCI passthrough with driver "{name}"',
      cure: 'Write name="vfio", or remove <driver>',
      effect: 'not-started',
    },
  },
  check({ devices, report }) {
    for (const device of [...devices('hostdev'), ...devices('interface')]) {
      const driver = device.child('driver');
      const name = driver?.attribute('name');
      const isPci = device.attribute('type') === (device.name === 'hostdev' ? 'pci' : 'hostdev');
      if (driver === undefined || !isPci || (name !== 'kvm' && name !== 'xen')) continue;
      report({
        message: 'unsupported',
        at: driver,
        part: '@name',
        data: { name },
        fix: (draft) => draft.setAttribute(driver, 'name', 'vfio', `QEMU has no PCI passthrough with "${name}"`),
      });
    }
  },
});
