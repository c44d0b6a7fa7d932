import type { GuestPciDevice } from '../../domain/devices.js';
import { groupByGuestSlot } from '../../domain/guest-bus.js';
import { type MachineFamily, machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** Addresses that parts of the chipset have, and the controllers that may say so (qemuDomainValidateDevicePCISlots*, 9.0). */
const CHIPSET: Readonly<Partial<Record<MachineFamily, Readonly<Record<string, string>>>>> = {
  i440fx: { '0000:00:01.0': '', '0000:00:01.1': 'ide', '0000:00:01.2': 'usb', '0000:00:01.3': '' },
  q35: { '0000:00:1f.0': '', '0000:00:1f.2': 'sata', '0000:00:1f.3': '' },
};

/** Every PCI address of the guest belongs to one device. */
export const guestPciAddressUnique = defineRule({
  name: 'guest-pci-address-unique',
  summary: 'Every PCI address of the guest belongs to one device',
  about: ['address[@type=pci]'],
  why: 'libvirt refuses a domain in which two devices have one address, and one that puts a device where the chipset has its own.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#device-addresses',
  checked: 'virDomainPCIAddressReserveAddrInternal, libvirt 9.0.0 and 11.3',
  messages: {
    taken: {
      text: 'Guest address {address} is taken by <{other}>',
      cure: 'Remove <address>, and libvirt chooses a free one',
      effect: 'refused',
    },
    chipset: {
      text: 'Guest address {address} belongs to the chipset',
      cure: 'Remove <address>, and libvirt chooses a free one',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    const family = machineFamily(domain);
    if (family === 'other') return;
    const holders = new Map<string, GuestPciDevice>();
    for (const [slot, members] of read(groupByGuestSlot)) {
      for (const placed of members) {
        const address = `${slot}.${placed.guest.function}`;
        const holder = holders.get(address);
        const owner = CHIPSET[family]?.[address];
        if (holder !== undefined) {
          report({ message: 'taken', at: placed.address, data: { address, other: holder.device.name } });
        } else if (owner !== undefined && !isOwner(placed, owner)) {
          report({ message: 'chipset', at: placed.address, data: { address } });
        }
        if (holder === undefined) holders.set(address, placed);
      }
    }
  },
});

function isOwner({ device }: GuestPciDevice, type: string): boolean {
  return device.name === 'controller' && device.attribute('type') === type;
}
