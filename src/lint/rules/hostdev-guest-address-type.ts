import type { DomainDraft } from '../../domain/domain-draft.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** A PCI device of the host, or a part of one, has a PCI address in the guest; nothing else is unassigned. */
export const hostdevGuestAddressType = defineRule({
  name: 'hostdev-guest-address-type',
  summary: 'A PCI device of the host has a PCI address in the guest, or is unassigned',
  about: ['address'],
  odd: ['address', 'part'],
  why: 'libvirt refuses a guest address of any other type for a PCI device of the host and for a mediated device of model "vfio-pci", and the type "unassigned" for anything but such a device.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked:
    'virDomainDeviceAddressParseXML, virDomainDeviceInfoValidate and virDomainHostdevDefValidate, libvirt 9.0.0 and 11.3',
  messages: {
    notPci: {
      text: 'A PCI device of the host has no address of type "{type}"',
      cure: 'Remove <address>: libvirt chooses one',
      effect: 'refused',
    },
    mdev: {
      text: 'A mediated device of model "vfio-pci" has no address of type "{type}"',
      cure: 'Remove <address>: libvirt chooses one',
      effect: 'refused',
    },
    typeMissing: {
      text: 'The address says no type, so libvirt refuses the domain',
      cure: 'Add type="pci"',
      effect: 'refused',
    },
    unassigned: {
      text: 'Only a PCI device of the host can be kept from the guest: <{name}> cannot be "unassigned"',
      cure: 'Remove <address>',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const device of devices('hostdev').filter(isPciHostdev)) {
      const address = device.child('address');
      if (address === undefined) continue;
      const type = address.attribute('type');
      if (type === undefined) {
        report({
          message: 'typeMissing',
          at: address,
          part: 'tag',
          fix: (draft) => draft.setAttribute(address, 'type', 'pci', 'libvirt takes no address without a type'),
        });
      } else if (!/^(pci|unassigned)$/.test(type)) {
        const fix = removal(address);
        report({ message: 'notPci', at: address, part: '@type', data: { type }, fix });
      }
    }
    for (const device of devices('hostdev').filter(isPciMdev)) {
      const address = device.child('address');
      const type = address?.attribute('type');
      if (address === undefined || type === undefined || /^(pci|unassigned)$/.test(type)) continue;
      report({ message: 'mdev', at: address, part: '@type', data: { type }, fix: removal(address) });
    }
    for (const device of ['hostdev', 'interface', 'disk', 'controller', 'sound', 'video'].flatMap(devices)) {
      const address = device.child('address');
      if (isPciHostdev(device) || address?.attribute('type') !== 'unassigned') continue;
      report({
        message: 'unassigned',
        at: address,
        part: '@type',
        data: { name: device.name },
        fix: removal(address),
      });
    }
  },
});

function isPciHostdev(device: XmlElement): boolean {
  return device.name === 'hostdev' && device.attribute('type') === 'pci';
}

function isPciMdev(device: XmlElement): boolean {
  return device.attribute('type') === 'mdev' && device.attribute('model') === 'vfio-pci';
}

function removal(address: XmlElement): (draft: DomainDraft) => void {
  return (draft) => draft.remove(address, 'libvirt chooses an address that fits');
}
