import { listHostPciUses } from '../../domain/devices.js';
import { listHostdevs } from '../../domain/hostdev.js';
import { formatPciAddress } from '../../domain/pci-address.js';
import { isQemuDomain } from '../../domain/support.js';
import { listUsbHostdevs, readUsbId, readUsbPlace } from '../../domain/usb-device.js';
import { canonicalUuid } from '../../domain/uuid.js';
import { listVfioOptions } from '../../domain/vfio-option.js';
import { type Claim, defineRule } from '../rule.js';
import { isVariant } from '../variant.js';

/** No two domains of a run take one device of the host. */
export const fleetHostdevUnshared = defineRule({
  name: 'fleet-hostdev-unshared',
  summary: 'No two domains take the same device of the host',
  about: ['hostdev', 'interface/source/address', 'disk/source/address', 'qemu:commandline'],
  why: 'One domain at a time has a device of the host: while it runs, the other does not start ("PCI device is in use"). On different hosts, or where they take turns, that is as it should be.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#host-device-assignment',
  checked: 'virHostdevPreparePCIDevices and virHostdevPrepareUSBDevices, libvirt 9.0.0',
  messages: {
    shared: {
      text: 'Host device {things} is also taken by {domains}; while one of them runs, the other does not start',
      cure: 'Leave it if they take turns or run on different hosts',
      effect: 'not-started',
    },
  },
  check() {},
  fleet: {
    claim(domain) {
      if (!isQemuDomain(domain)) return [];
      const pci = domain
        .read(listHostPciUses)
        .map(({ device, host }) => ({ thing: formatPciAddress(host), at: device }));
      const mdevs = listHostdevs(domain, 'mdev').map((device) => ({
        thing: canonicalUuid(device.find('source', 'address')?.attribute('uuid') ?? ''),
        at: device,
      }));
      const usb = domain.read(listUsbHostdevs).map(({ device, source }) => ({
        thing: readUsbId(source) ?? readUsbPlace(source),
        at: device,
      }));
      const raw = listVfioOptions(domain).map(({ host, uuid, argument }) => ({
        thing: host === undefined ? uuid : formatPciAddress(host),
        at: argument,
      }));
      return [...pci, ...mdevs, ...usb, ...raw].flatMap(({ thing, at }): Claim[] =>
        thing === undefined ? [] : [{ thing, at, part: 'tag' }],
      );
    },
    judge: (own, other) => (isVariant(own, other) ? undefined : 'shared'),
  },
});
