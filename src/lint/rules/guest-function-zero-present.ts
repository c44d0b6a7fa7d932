import type { GuestPciDevice } from '../../domain/devices.js';
import { groupByGuestSlot } from '../../domain/guest-bus.js';
import { type MachineFamily, machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

const LAST_FUNCTION = 7;

/** Slots whose function 0 is part of the chipset, or of a controller that libvirt completes. */
const COMPLETE: Readonly<Partial<Record<MachineFamily, readonly string[]>>> = {
  i440fx: ['0000:00:00', '0000:00:01'],
  q35: ['0000:00:00', '0000:00:1f'],
};

/** What shares a guest slot shares it with a function 0. */
export const guestFunctionZeroPresent = defineRule({
  name: 'guest-function-zero-present',
  summary: 'Every guest slot that is used has a function 0',
  about: ['address[@type=pci]'],
  why: 'A guest looks for functions 1 to 7 only in a slot that has a function 0. libvirt and QEMU take a device without it, and the guest never finds it.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked: 'pci_scan_slot, Linux 6.1; libvirt 9.0.0 and 11.3 define such a domain',
  messages: {
    missing: {
      text: 'Guest slot {slot} has no function 0, so the guest does not find function {function}',
      cure: 'Give one device of the slot function="0x0", with multifunction="on" where there are several',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const family = machineFamily(domain);
    if (family === 'other') return;
    for (const [slot, members] of read(groupByGuestSlot)) {
      if (COMPLETE[family]?.includes(slot) || members.some(({ guest }) => guest.function === 0)) continue;
      if (members.some(isPort)) continue;
      for (const { address, guest } of members) {
        if (guest.function > LAST_FUNCTION) continue;
        report({ message: 'missing', at: address, part: '@function', data: { slot, function: guest.function } });
      }
    }
  },
});

/** libvirt fills the slots of root ports up itself, and knows where the parts of a USB 2 controller belong. */
function isPort({ device }: GuestPciDevice): boolean {
  return device.name === 'controller' && /^(pcie-root-port|ich9-.*)$/.test(device.attribute('model') ?? '');
}
