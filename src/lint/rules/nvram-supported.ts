import { defineRule } from '../rule.js';

/** Firmware that keeps no variables has no file for them. */
export const nvramSupported = defineRule({
  name: 'nvram-supported',
  summary: 'A file for variables goes with firmware that keeps some',
  about: ['os/nvram'],
  why: 'A stateless loader forgets its variables and a BIOS has none. libvirt refuses an <nvram> beside either.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'virDomainDefOSValidate, libvirt 9.0.0',
  messages: {
    stateless: {
      text: 'The loader is stateless, so that libvirt refuses a file for its variables',
      cure: 'Remove <nvram>, or the attribute "stateless" of <loader>',
      effect: 'refused',
    },
    bios: {
      text: 'A BIOS has no variables, so that libvirt refuses a file for them',
      cure: 'Remove <nvram>, or say firmware="efi"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const nvram = domain.find('os/nvram');
    if (nvram === undefined) return;
    const firmware = domain.findAll('os').find((os) => os.attribute('firmware') !== undefined);
    if (firmware?.attribute('firmware') === 'bios') report({ message: 'bios', at: nvram });
    else if (domain.find('os/loader')?.attribute('stateless') === 'yes') report({ message: 'stateless', at: nvram });
  },
});
