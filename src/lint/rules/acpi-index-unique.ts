import { listDevices } from '../../domain/devices.js';
import { readNumber } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Every ACPI index belongs to one device. */
export const acpiIndexUnique = defineRule({
  name: 'acpi-index-unique',
  summary: 'Every ACPI index is a number of 1 or more, and belongs to one device',
  about: ['acpi[@index]'],
  why: 'The guest names network cards by it, such as eno1. libvirt takes the same number twice, QEMU does not start with it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'virDomainDeviceInfoParseXML, libvirt 9.0.0 and 11.3; acpi_pcihp_device_pre_plug_cb, QEMU 7.2',
  messages: {
    twice: { text: 'ACPI index {index} is taken by <{other}>', cure: 'Choose another number', effect: 'not-started' },
    unreadable: {
      text: 'ACPI index "{index}" is no number of 1 or more',
      cure: 'Write 1, 2, 3 and so on',
      effect: 'refused',
    },
  },
  check({ read, report }) {
    const holders = new Map<number, XmlElement>();
    for (const device of read(listDevices)) {
      const acpi = device.child('acpi');
      const index = acpi?.attribute('index');
      if (acpi === undefined || index === undefined) continue;
      const number = readNumber(index);
      const holder = holders.get(number ?? 0);
      if (number === undefined || number === 0)
        report({ message: 'unreadable', at: acpi, part: '@index', data: { index } });
      else if (holder === undefined) holders.set(number, device);
      else report({ message: 'twice', at: acpi, part: '@index', data: { index: number, other: holder.name } });
    }
  },
});
