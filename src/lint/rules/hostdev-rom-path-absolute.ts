import { listHostPciUses } from '../../domain/devices.js';
import { defineRule } from '../rule.js';

/** A ROM file is named by its whole path. */
export const hostdevRomPathAbsolute = defineRule({
  name: 'hostdev-rom-path-absolute',
  summary: 'The ROM file of a host device is an absolute path',
  about: ['hostdev/rom', 'interface/rom'],
  why: 'QEMU looks for a relative name among its own files, then in its working folder, which is "/". The schema of libvirt takes no such name, so that virsh edit refuses the domain.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'pci_add_option_rom, QEMU 7.2; rom of domaincommon.rng, libvirt 9.0.0',
  messages: {
    relative: { text: 'ROM file "{file}" is no absolute path', cure: 'Write the whole path', effect: 'runs' },
  },
  check({ read, report }) {
    for (const { device } of read(listHostPciUses)) {
      const rom = device.name === 'disk' ? undefined : device.child('rom');
      const file = rom?.attribute('file');
      if (rom === undefined || file === undefined || file === '' || file.startsWith('/')) continue;
      report({ message: 'relative', at: rom, part: '@file', data: { file } });
    }
  },
});
