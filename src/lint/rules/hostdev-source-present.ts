import { hostPciAddressElement } from '../../domain/devices.js';
import { listHostdevs } from '../../domain/hostdev.js';
import { isX86Guest } from '../../domain/machine.js';
import { readPciAddress } from '../../domain/pci-address.js';
import { defineRule } from '../rule.js';

/** A host device says which one it is. */
export const hostdevSourcePresent = defineRule({
  name: 'hostdev-source-present',
  summary: 'Every host device says which one it is',
  about: ['hostdev'],
  why: 'libvirt refuses a <hostdev> without <source>. A PCI address without attributes is 0000:00:00.0, the bridge of the host itself, which nobody can pass through.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevDefParseXMLSubsys, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: '<hostdev> has no <source>',
      cure: 'Add <source> with the address of the device',
      effect: 'refused',
    },
    noAddress: {
      text: 'This takes 0000:00:00.0 of the host, its own bridge',
      cure: 'Write domain, bus, slot and function of the device',
      effect: 'not-started',
    },
    nothing: {
      text: 'This USB device is no device: neither vendor and product nor an address are given',
      cure: 'Add <vendor> and <product>',
      effect: 'not-started',
    },
  },
  check({ domain, devices, report }) {
    for (const device of devices('hostdev')) {
      if (device.attribute('type') !== undefined && device.child('source') === undefined)
        report({ message: 'missing', at: device, part: 'tag' });
    }
    // On other architectures a card may be at that address.
    for (const device of isX86Guest(domain) ? listHostdevs(domain, 'pci') : []) {
      const source = device.child('source');
      const address = hostPciAddressElement(device);
      const host = address === undefined ? undefined : readPciAddress(address);
      const isNothing =
        address === undefined || (host !== undefined && Object.values(host).every((part) => part === 0));
      if (source !== undefined && isNothing) report({ message: 'noAddress', at: address ?? source, part: 'tag' });
    }
    for (const device of listHostdevs(domain, 'usb')) {
      const source = device.child('source');
      const isNothing = source?.elements.every(({ name }) => !/^(vendor|product|address)$/.test(name));
      if (source !== undefined && isNothing) report({ message: 'nothing', at: source, part: 'tag' });
    }
  },
});
