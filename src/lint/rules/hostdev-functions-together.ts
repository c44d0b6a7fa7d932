import { isUnassigned, listHostPciUses, readGuestPciAddress } from '../../domain/devices.js';
import { groupBy } from '../../domain/group-by.js';
import { machineFamily } from '../../domain/machine.js';
import { formatPciSlot } from '../../domain/pci-address.js';
import { defineRule } from '../rule.js';

/** The functions of one card of the host share a slot of the guest, as they do on the host. */
export const hostdevFunctionsTogether = defineRule({
  name: 'hostdev-functions-together',
  summary: 'The functions of one host card share one guest slot',
  about: ['hostdev/source/address'],
  why: 'libvirt and virt-manager give every function a slot of its own, and most guests do well with that. Some drivers look for the sound or USB function of a card beside its graphics, as on the host.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked: 'qemuDomainAssignPCIAddresses, libvirt 9.0.0 and 11.3: each function gets a root port',
  messages: {
    split: {
      text: 'Host card {card} is spread over {count} slots of the guest',
      cure: 'Give its functions one guest slot, with multifunction="on" at function 0; add-pci-hostdev does so',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    if (machineFamily(domain) === 'other') return;
    const uses = read(listHostPciUses).filter(({ device }) => device.name === 'hostdev' && !isUnassigned(device));
    for (const [card, functions] of groupBy(uses, ({ host }) => formatPciSlot(host))) {
      const slots = functions.map(({ device }) => {
        const guest = readGuestPciAddress(device)?.guest;
        return guest === undefined ? undefined : formatPciSlot(guest);
      });
      // Each function that is left to libvirt gets a slot of its own.
      const count =
        new Set(slots.filter((slot) => slot !== undefined)).size + slots.filter((slot) => slot === undefined).length;
      const [first] = functions;
      // Virtual functions fill slots of their own, and have little to do with each other.
      const isCard = functions.some(({ host }) => host.slot === 0 && host.function === 0);
      // What is there twice is nothing to put together.
      const isSeveral = new Set(functions.map(({ host }) => host.function)).size > 1;
      if (count < 2 || first === undefined || !isCard || !isSeveral) continue;
      report({ message: 'split', at: first.device, part: 'tag', data: { card, count } });
    }
  },
});
