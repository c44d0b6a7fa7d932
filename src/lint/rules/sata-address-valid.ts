import { listDisks } from '../../domain/disks.js';
import { readNumber } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** The ports of an AHCI controller of QEMU are 0 to 5. */
const LAST_PORT = 5;

/** A SATA disk has a port of its controller, and no bus behind it. */
export const sataAddressValid = defineRule({
  name: 'sata-address-valid',
  summary: 'The address of a SATA disk is a port of its controller',
  about: ['disk/address[@type=drive]'],
  why: 'A SATA controller has one bus with a port for each disk. An address that was written for IDE, with its second bus, is refused by libvirt; a port behind the last passes there, and QEMU does not start.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked: 'qemuValidateDomainDeviceDefAddressDrive, libvirt 9.0.0; ICH9 AHCI with 6 ports, QEMU 7.2',
  messages: {
    ide: {
      text: 'A SATA disk has {key} 0, and this one {value}',
      cure: 'Remove <address>: libvirt derives it from the target',
      effect: 'refused',
    },
    port: {
      text: 'A SATA controller has ports 0 to 5, and this is {value}: QEMU does not start',
      cure: 'Remove <address>, or choose a free port',
      effect: 'not-started',
    },
  },
  check({ read, report }) {
    for (const { element, bus } of read(listDisks)) {
      const address = element.child('address');
      if (bus !== 'sata' || address?.attribute('type') !== 'drive') continue;
      for (const key of ['bus', 'target'] as const) {
        const value = readNumber(address.attribute(key)) ?? 0;
        if (value !== 0) report({ message: 'ide', at: address, part: `@${key}`, data: { key, value } });
      }
      const value = readNumber(address.attribute('unit')) ?? 0;
      if (value > LAST_PORT) report({ message: 'port', at: address, part: '@unit', data: { value } });
    }
  },
});
