import { readNumber } from '../../domain/number.js';
import { isQemuDomain } from '../../domain/support.js';
import { listUsbHostdevs } from '../../domain/usb-device.js';
import { defineRule } from '../rule.js';

/** Vendor and product of a USB device are numbers, and both are there. Mending writes `0x` before the digits of lsusb. */
export const usbHostdevIdReadable = defineRule({
  id: 'usb-hostdev-id-readable',
  summary: 'Vendor and product of a USB device are there, as numbers that libvirt reads',
  why: 'lsusb prints both in hexadecimal without a prefix, and libvirt takes them for decimal: it refuses "046d". It also refuses one without the other, and vendor 0.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevSubsysUSBDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    unreadable: { text: 'The {part} id "{value}" is no number to libvirt', cure: 'Write {cure}', effect: 'refused' },
    zero: { text: 'There is no USB vendor 0', cure: 'Write the id that lsusb prints', effect: 'refused' },
    missing: { text: 'The id of the {part} is missing', cure: 'Add <{part} id="0x…"/>', effect: 'refused' },
  },
  check({ domain, read, report }) {
    if (!isQemuDomain(domain)) return;
    for (const { source } of read(listUsbHostdevs)) {
      const [vendor, product] = [source.child('vendor'), source.child('product')];
      if (vendor === undefined && product === undefined) continue;
      for (const [part, element] of [['vendor', vendor] as const, ['product', product] as const]) {
        const value = element?.attribute('id');
        if (element === undefined || value === undefined) {
          report({ message: 'missing', at: element ?? source, part: 'tag', data: { part } });
          continue;
        }
        const number = readNumber(value);
        if (number === 0 && part === 'vendor') report({ message: 'zero', at: element, part: '@id' });
        if (number !== undefined) continue;
        const meant = /^[0-9a-f]{1,4}$/i.test(value) ? `0x${value}` : undefined;
        report({
          message: 'unreadable',
          at: element,
          part: '@id',
          data: { part, value, cure: meant ?? 'four hexadecimal digits behind 0x' },
          ...(meant && {
            fix: (draft) => draft.setAttribute(element, 'id', meant, 'lsusb prints hexadecimal digits without 0x'),
          }),
        });
      }
    }
  },
});
