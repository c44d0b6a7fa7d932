import { hostPciAddressElement } from '../../domain/devices.js';
import { readNumber } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Numbers by which a device of the host is known are not octal by mistake. */
export const hostdevNumberHexadecimal = defineRule({
  name: 'hostdev-number-hexadecimal',
  summary: 'Numbers of host devices are written with 0x, or without a zero in front',
  about: ['hostdev/source', 'interface/source/address', 'disk/source/address'],
  odd: ['address'],
  why: 'A number with a leading zero is octal to libvirt. Whoever copies "10:00.0" as "010" from lspci asks for bus 8, and "0123" of lsusb is product 0x53: another device, or none.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virStrToLong_uip with base 0, libvirt 9.0.0 and 11.3',
  messages: {
    octal: {
      text: '"{value}" is octal: libvirt reads {read}',
      cure: 'Write {meant} if that is what lspci or lsusb means, else {read}',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    const look = (element: XmlElement | undefined, names: readonly string[], base: 10 | 16) => {
      for (const name of names) {
        const value = element?.attribute(name) ?? '';
        const number = readNumber(value);
        if (element === undefined || number === undefined || !/^0[0-7]+$/.test(value)) continue;
        const meant = base === 16 ? `0x${value}` : value.replace(/^0+/, '');
        if (number === Number(meant)) continue;
        const read = base === 16 ? `0x${number.toString(16)}` : String(number);
        report({ message: 'octal', at: element, part: `@${name}`, data: { value, read, meant } });
      }
    };
    for (const device of ['hostdev', 'interface', 'disk'].flatMap(devices)) {
      look(hostPciAddressElement(device), ['domain', 'bus', 'slot', 'function'], 16);
      if (device.name !== 'hostdev' || device.attribute('type') !== 'usb') continue;
      for (const name of ['vendor', 'product']) look(device.find('source', name), ['id'], 16);
      look(device.find('source', 'address'), ['bus', 'device'], 10);
    }
  },
});
