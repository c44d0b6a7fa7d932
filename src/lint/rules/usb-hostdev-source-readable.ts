import { readNumber } from '../../domain/number.js';
import { listUsbHostdevs } from '../../domain/usb-device.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule, type Report } from '../rule.js';

type Message = 'unreadable' | 'zero' | 'missing';

/**
 * What names a USB device is complete, in numbers that libvirt reads. Mending writes `0x` before the digits that lsusb
 * prints of vendor and product, and takes the zeros from those of bus and device, which are decimal.
 */
export const usbHostdevSourceReadable = defineRule({
  name: 'usb-hostdev-source-readable',
  summary: 'What names a USB device is complete, in numbers that libvirt reads',
  about: ['hostdev[@type=usb]'],
  why: 'lsusb prints vendor and product in hexadecimal without a prefix, and bus and device with zeros in front. libvirt refuses "046d", and "008" as well, which is no octal number. It also refuses a vendor without product, and half an address.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevSubsysUSBDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    unreadable: { text: '"{value}" is no number to libvirt', cure: 'Write {cure}', effect: 'refused' },
    zero: { text: 'There is no USB vendor 0', cure: 'Write the id that lsusb prints', effect: 'refused' },
    missing: { text: '"{part}" of the USB device is missing', cure: 'Add it', effect: 'refused' },
  },
  check({ read, report }) {
    for (const { source } of read(listUsbHostdevs)) {
      const ids = ['vendor', 'product'].map((part) => ({ part, element: source.child(part) }));
      if (ids.some(({ element }) => element !== undefined)) {
        for (const { part, element } of ids) for (const fault of listFaults(source, element, part, 'id')) report(fault);
      }
      const address = source.child('address');
      if (address === undefined || address.attribute('port') !== undefined) continue;
      for (const part of ['bus', 'device']) for (const fault of listFaults(source, address, part, part)) report(fault);
    }
  },
});

function listFaults(
  source: XmlElement,
  element: XmlElement | undefined,
  part: string,
  attribute: string,
): Report<Message>[] {
  const value = element?.attribute(attribute);
  if (element === undefined || value === undefined) {
    return [{ message: 'missing', at: element ?? source, part: 'tag', data: { part } }];
  }
  const number = readNumber(value);
  const at = { at: element, part: `@${attribute}` } as const;
  if (number === 0 && part === 'vendor') return [{ message: 'zero', ...at }];
  if (number !== undefined) return [];
  const meant = attribute === 'id' ? hexadecimal(value) : decimal(value);
  const example = attribute === 'id' ? 'four hexadecimal digits behind 0x' : 'a decimal number';
  const data = { value, cure: meant ?? example };
  if (meant === undefined) return [{ message: 'unreadable', ...at, data }];
  const reason = 'libvirt does not read the digits as lsusb prints them';
  return [
    { message: 'unreadable', ...at, data, fix: (draft) => draft.setAttribute(element, attribute, meant, reason) },
  ];
}

function hexadecimal(value: string): string | undefined {
  return /^[0-9a-f]{1,4}$/i.test(value) ? `0x${value}` : undefined;
}

function decimal(value: string): string | undefined {
  return /^0+[1-9][0-9]*$/.test(value) ? value.replace(/^0+/, '') : undefined;
}
