import { listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** libvirt binds a PCI device of the host to vfio-pci, and back to its driver afterwards. */
export const hostdevManaged = defineRule({
  name: 'hostdev-managed',
  summary: 'PCI devices are moved by libvirt from the host to vfio-pci itself',
  about: ['hostdev'],
  why: 'Without managed="yes" the device has to be bound to vfio-pci before the domain starts, at boot or by a hook. Where it is not, QEMU does not start.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevDefParseXMLSubsys and virHostdevPreparePCIDevices, libvirt 9.0.0',
  messages: {
    unmanaged: {
      text: 'libvirt does not bind this device to vfio-pci: somebody has to before the domain starts',
      cure: 'Write managed="yes", unless vfio-pci has it from boot on',
      effect: 'runs',
    },
  },
  check({ devices, host, read, report }) {
    // Where the host tells its driver, hostdev-driver-releasable says whether that is right.
    const known =
      host === undefined ? [] : listHostUses({ read }, host).filter(({ found }) => found?.driver !== undefined);
    for (const device of devices('hostdev')) {
      if (known.some((use) => use.device === device)) continue;
      const managed = device.attribute('managed');
      if (device.attribute('type') !== 'pci' || (managed !== undefined && managed !== 'no')) continue;
      report({ message: 'unmanaged', at: device, part: managed === undefined ? 'tag' : '@managed' });
    }
  },
});
