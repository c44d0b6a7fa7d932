import { defineRule } from '../rule.js';

/** A ROM that is switched off has no other settings. */
export const hostdevRomEnabled = defineRule({
  name: 'hostdev-rom-enabled',
  summary: 'A <rom> with enabled="no" has neither bar nor file',
  about: ['hostdev/rom', 'interface/rom'],
  why: 'enabled="no" means that the guest sees no ROM. libvirt refuses a file or a bar beside it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainDeviceInfoParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    disabled: {
      text: 'The ROM is switched off and has {settings}, which libvirt refuses',
      cure: 'Remove enabled="no" to show the ROM, or the other attributes not to',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const device of [...devices('hostdev'), ...devices('interface')]) {
      const rom = device.child('rom');
      const settings = ['bar', 'file'].filter((name) => rom?.attribute(name) !== undefined);
      if (rom?.attribute('enabled') !== 'no' || settings.length === 0) continue;
      report({ message: 'disabled', at: rom, part: '@enabled', data: { settings: settings.join(' and ') } });
    }
  },
});
