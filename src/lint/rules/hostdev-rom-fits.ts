import { findUefi } from '../../domain/firmware.js';
import { isDisplayClass } from '../../domain/host-device.js';
import { isX86Guest } from '../../domain/machine.js';
import { listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** A ROM file is for the device that shows it, and for the firmware of the guest. */
export const hostdevRomFits = defineRule({
  name: 'hostdev-rom-fits',
  summary: 'ROM files are for their device, and for the firmware of the guest',
  about: ['hostdev/rom', 'interface/rom'],
  why: 'QEMU hands a ROM file to the guest as it is. The firmware of the guest passes over what is no ROM, UEFI over a ROM without an EFI image, and a ROM of another device sets up a card that it does not know: the screen stays dark.',
  class: 'ineffective',
  severity: 'warning',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'pci_add_option_rom, QEMU 7.2; LoadOpRomImage in PciBusDxe, EDK2 2022.11',
  messages: {
    malformed: {
      text: 'The file is no ROM ({fault}), and the firmware of the guest passes over it',
      cure: 'Dump the ROM again, and look at it with "ptx rom inspect"',
      effect: 'runs',
    },
    otherDevice: {
      text: 'The ROM is for {ids}, and the host has {id} at {address}',
      cure: 'Take the ROM of that very card, or leave <rom> out: most cards need no file',
      effect: 'runs',
    },
    withoutEfi: {
      text: 'The ROM holds no EFI image, and UEFI loads no other: the card shows nothing before its driver loads',
      cure: 'Dump the ROM of a card that supports UEFI, or leave <rom> out',
      effect: 'runs',
    },
  },
  check({ domain, host, roms, read, report }) {
    if (roms.size === 0) return;
    const isUefi = findUefi(domain) !== undefined && isX86Guest(domain);
    for (const { device, address, found } of listHostUses({ read }, host ?? { pciDevices: [] })) {
      const at = device.child('rom');
      const facts = roms.get(at?.attribute('file') ?? '');
      if (at === undefined || facts === undefined || at.attribute('enabled') === 'no') continue;
      const place = { at, part: '@file' } as const;
      if (facts.fault !== undefined) {
        report({ message: 'malformed', ...place, data: { fault: facts.fault } });
        continue;
      }
      const id = found?.vendor && found.device ? `${found.vendor}:${found.device}`.toLowerCase() : undefined;
      if (id !== undefined && !facts.ids.includes(id)) {
        report({ message: 'otherDevice', ...place, data: { ids: facts.ids.join(', '), id, address } });
      }
      // What shows no picture may have a ROM to boot from, which UEFI does without.
      const isGraphics = found?.class == null || isDisplayClass(found.class);
      if (isUefi && isGraphics && !facts.uefiCapable) report({ message: 'withoutEfi', ...place });
    }
  },
});
