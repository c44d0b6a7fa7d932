import { groupByGuestSlot } from '../../domain/guest-bus.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** Function 0 of a shared guest slot says that there are more. Mending says so. */
export const guestMultifunctionOn = defineRule({
  name: 'guest-multifunction-on',
  summary: 'Function 0 of a shared guest slot has multifunction="on"',
  about: ['address[@multifunction=off]'],
  why: 'libvirt turns multifunction on by itself where nothing is said, and leaves an "off" alone. QEMU then refuses to put a second function into the slot.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked: 'virDomainPCIAddressSetAllMulti, libvirt 9.0.0; pci_init_multifunction, QEMU 7.2',
  messages: {
    off: {
      text: 'Function 0 of guest slot {slot} says that it is alone, and QEMU refuses to add {others} more',
      cure: 'Write multifunction="on"',
      effect: 'not-started',
    },
  },
  check({ domain, read, report }) {
    if (machineFamily(domain) === 'other') return;
    for (const [slot, members] of read(groupByGuestSlot)) {
      const others = members.filter(({ guest }) => guest.function !== 0).length;
      const first = members.find(({ guest }) => guest.function === 0)?.address;
      if (others === 0 || first?.attribute('multifunction') !== 'off') continue;
      report({
        message: 'off',
        at: first,
        part: '@multifunction',
        data: { slot, others },
        fix: (draft) => draft.setAttribute(first, 'multifunction', 'on', 'Other functions share the slot'),
      });
    }
  },
});
