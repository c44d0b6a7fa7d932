import type { XmlElement } from '../../xml/node.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { isVfioDriver, listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** Drivers that wait for whoever uses their device, and those of which a screen is left without a picture. */
const GRAPHICS = /^(nvidia|nouveau|amdgpu|radeon|i915|xe)$/;

/** Each host device is with vfio-pci, or can come to it when the domain starts. */
export const hostdevDriverReleasable = defineRule({
  name: 'hostdev-driver-releasable',
  summary: 'Host devices are bound to vfio-pci, or libvirt can bind them',
  about: HOST_PCI_FUNCTIONS,
  why: 'VFIO hands out a device that its own driver has. With managed="yes" libvirt takes the device from the driver of the host at start, which the drivers of graphics cards do not survive as well as others; without it somebody has to do so before.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virHostdevPreparePCIDevices and virPCIDeviceBindToStub, libvirt 9.0.0',
  messages: {
    unmanaged: {
      text: 'Device {address} has {driver} on the host, not vfio-pci, and without managed="yes" libvirt does not change that; the domain does not start',
      cure: 'Write managed="yes", or bind the device to vfio-pci at boot',
      effect: 'not-started',
    },
    withoutVfio: {
      text: 'The kernel of the host has no vfio-pci that {address} could be bound to; the domain does not start',
      cure: 'Install the package that holds vfio-pci, or boot a kernel that has it',
      effect: 'not-started',
    },
    graphics: {
      text: 'libvirt has to take {address} from {driver} when the domain starts, which waits, or hangs, while a screen or a program uses the card',
      cure: 'Bind the card to vfio-pci at boot: "ptx host plan" writes how',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    for (const { device, at, address, found } of listHostUses({ read }, host)) {
      // Where no driver is named, nothing is known of it.
      if (found?.driver === undefined || isVfioDriver(found.driver)) continue;
      const driver = found.driver === null ? 'no driver' : `driver "${found.driver}"`;
      if (!isManaged(device)) report({ message: 'unmanaged', at, data: { address, driver } });
      else if (host.vfioPci === 'absent') report({ message: 'withoutVfio', at, data: { address } });
      else if (GRAPHICS.test(found.driver ?? '')) report({ message: 'graphics', at, data: { address, driver } });
    }
  },
});

function isManaged(device: XmlElement): boolean {
  return (device.name === 'disk' ? device.child('source') : device)?.attribute('managed') === 'yes';
}
