import { hostPciAddressElement, listDevices } from '../../domain/devices.js';
import type { DomainReader } from '../../domain/domain-reader.js';
import { machineFamily } from '../../domain/machine.js';
import { readNumber } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The highest number of each part (virPCIDeviceAddressIsValid, libvirt 9.0). */
const HIGHEST = { domain: 0xffffffff, bus: 0xff, slot: 0x1f, function: 7 } as const;
const PARTS = ['domain', 'bus', 'slot', 'function'] as const;

/** PCI addresses, of the host as of the guest, are numbers in their range. Mending writes `0x` before bare digits. */
export const pciAddressReadable = defineRule({
  name: 'pci-address-readable',
  summary: 'PCI addresses are numbers that libvirt reads, and in their range',
  about: ['address'],
  odd: ['address'],
  why: 'lspci prints addresses in hexadecimal without a prefix. libvirt takes decimal, 0x and octal numbers: it refuses "0a", and "08" as well, which is no octal number.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked:
    'virPCIDeviceAddressParseXML, virPCIDeviceAddressIsValid and virDomainPCIAddressValidate, libvirt 9.0.0 and 11.3',
  messages: {
    unreadable: { text: '"{value}" is no number to libvirt', cure: 'Write {cure}', effect: 'refused' },
    outOfRange: {
      text: 'There is no PCI {part} "{value}": the highest is {highest}',
      cure: 'Write the address that lspci prints, with 0x before each part',
      effect: 'refused',
    },
    guestDomain: {
      text: 'The guest has PCI domain 0 alone, not "{value}"',
      cure: 'Remove the attribute: the address of the host stands in <source>',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    const isOneDomain = machineFamily(domain) !== 'other';
    for (const { address, isGuest } of read(listPciAddresses)) {
      for (const part of PARTS) {
        const value = address.attribute(part);
        if (value === undefined) continue;
        const number = readNumber(value);
        const isElsewhere = isGuest && isOneDomain && part === 'domain' && number !== 0;
        if (number !== undefined && number <= HIGHEST[part] && !isElsewhere) continue;
        const at = { at: address, part: `@${part}` } as const;
        if (number === undefined) {
          const meant = /^[0-9a-f]{1,8}$/i.test(value) ? `0x${value}` : undefined;
          report({
            message: 'unreadable',
            ...at,
            data: { value, cure: meant ?? 'a hexadecimal number behind 0x' },
            ...(meant && {
              fix: (draft) => draft.setAttribute(address, part, meant, 'lspci prints hexadecimal digits without 0x'),
            }),
          });
        } else if (number > HIGHEST[part]) {
          report({ message: 'outOfRange', ...at, data: { part, value, highest: `0x${HIGHEST[part].toString(16)}` } });
        } else {
          report({ message: 'guestDomain', ...at, data: { value } });
        }
      }
    }
  },
});

/** Every `<address>` that is one of PCI. */
function listPciAddresses(domain: DomainReader): { address: XmlElement; isGuest: boolean }[] {
  const addresses: { address: XmlElement; isGuest: boolean }[] = [];
  for (const device of listDevices(domain)) {
    const host = hostPciAddressElement(device);
    if (host !== undefined) addresses.push({ address: host, isGuest: false });
    const guest = device.child('address');
    if (guest?.attribute('type') === 'pci') addresses.push({ address: guest, isGuest: true });
  }
  return addresses;
}
