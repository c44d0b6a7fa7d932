import type { DomainDraft } from '../../domain/domain-draft.js';
import { groupByGuestSlot, isPciePort, listPlacedDevices, mapGuestBuses } from '../../domain/guest-bus.js';
import { defineRule } from '../rule.js';

/** The bridges whose slot 0 takes no device; that of dmi-to-pci-bridge does (virDomainPCIAddressBusSetModel, 9.0). */
const KEEPS_SLOT_0 = /^(pci-bridge|pcie-to-pci-bridge)$/;

/** A device behind a port is in slot 0, one behind a bridge in any other. Mending moves what is alone behind its port. */
export const guestPciSlotValid = defineRule({
  name: 'guest-pci-slot-valid',
  summary: 'A device behind a PCI Express port is in its slot 0, one behind a bridge in slot 1 to 31',
  about: ['address[@type=pci]'],
  why: 'A root port has one slot, number 0, and a conventional bridge keeps slot 0 for itself. libvirt refuses anything else, which is what remains of an address when its bus changes.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/pci-hotplug.html',
  checked: 'virDomainPCIAddressValidate, libvirt 9.0.0 and 11.3',
  messages: {
    port: {
      text: 'Guest bus {bus} is a {model}, which has slot 0 alone, not {slot}',
      cure: 'Write slot="0x00"',
      effect: 'refused',
    },
    bridge: {
      text: 'Guest bus {bus} is a {model}, whose slot 0 takes no device',
      cure: 'Choose slot 0x01 to 0x1f, or remove <address>',
      effect: 'refused',
    },
  },
  check({ read, report }) {
    const buses = read(mapGuestBuses);
    const slots = read(groupByGuestSlot);
    for (const { address, guest } of read(listPlacedDevices)) {
      const model = buses.get(guest.bus)?.model ?? '';
      const at = { at: address, part: address.attribute('slot') === undefined ? 'tag' : '@slot' } as const;
      const data = { bus: guest.bus, model, slot: guest.slot };
      if (isPciePort(model) && guest.slot !== 0) {
        const isFree = !slots.has(`0000:${guest.bus.toString(16).padStart(2, '0')}:00`);
        const fix = (draft: DomainDraft) => draft.setAttribute(address, 'slot', '0x00', 'A port has slot 0 alone');
        report({ message: 'port', ...at, data, ...(isFree && { fix }) });
      } else if (KEEPS_SLOT_0.test(model) && guest.slot === 0) report({ message: 'bridge', ...at, data });
    }
  },
});
