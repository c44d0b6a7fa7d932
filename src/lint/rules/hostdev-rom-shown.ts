import { listHostPciUses } from '../../domain/devices.js';
import { findUefi } from '../../domain/firmware.js';
import { isDisplayClass, mapHostClasses } from '../../domain/host-device.js';
import { formatPciAddress, formatPciSlot } from '../../domain/pci-address.js';
import { defineRule } from '../rule.js';

/** A ROM file is shown to the guest, by the function that it belongs to. */
export const hostdevRomShown = defineRule({
  name: 'hostdev-rom-shown',
  summary: 'A ROM file is shown to the guest by the function that it belongs to',
  about: ['hostdev/rom'],
  why: 'With bar="off" QEMU hands the file to SeaBIOS and shows no ROM in the device, so that UEFI and the driver in the guest find none. The ROM of a graphics card belongs to its graphics, function 0, not to its sound.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'pci_add_option_rom, QEMU 7.2',
  messages: {
    barOff: {
      text: 'bar="off" keeps the ROM file from UEFI and from the driver in the guest',
      cure: 'Remove bar="off", or the file',
      effect: 'runs',
    },
    otherFunction: {
      text: 'Function {function} of host card {card} is not its graphics, and shows the ROM file of one',
      cure: 'Move <rom> to function 0 of the card',
      effect: 'runs',
    },
  },
  check({ domain, host, read, report }) {
    const isUefi = findUefi(domain) !== undefined;
    const classes = mapHostClasses(host);
    const uses = read(listHostPciUses).filter(({ device }) => device.name === 'hostdev');
    const firsts = new Set(uses.filter((use) => use.host.function === 0).map((use) => formatPciSlot(use.host)));
    for (const use of uses) {
      const rom = use.device.child('rom');
      if (rom?.attribute('file') === undefined) continue;
      if (isUefi && rom.attribute('bar') === 'off') report({ message: 'barOff', at: rom, part: '@bar' });
      const card = formatPciSlot(use.host);
      const ownClass = classes.get(formatPciAddress(use.host));
      const isOther = ownClass === undefined ? use.host.function > 0 && firsts.has(card) : /^(04|0c03)/.test(ownClass);
      if (isOther && !isDisplayClass(ownClass)) {
        report({ message: 'otherFunction', at: rom, part: '@file', data: { function: use.host.function, card } });
      }
    }
  },
});
