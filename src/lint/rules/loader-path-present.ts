import { defineRule } from '../rule.js';

/** A loader that libvirt does not choose has a path. */
export const loaderPathPresent = defineRule({
  name: 'loader-path-present',
  summary: 'A domain with <loader> or <nvram> says which firmware it boots',
  about: ['os/loader', 'os/nvram'],
  why: 'Without the attribute "firmware" of <os>, libvirt needs the path of the firmware. It refuses a <loader> without text and an <nvram> that stands alone.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'virDomainDefOSValidate, libvirt 9.0.0',
  messages: {
    pathless: {
      text: '<{name}> is there and no firmware: neither the path of a <loader> nor the attribute "firmware"',
      cure: 'Add firmware="efi" to <os>, or write the path into <loader>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    if (domain.findAll('os').some((os) => os.attribute('firmware') !== undefined)) return;
    const loader = domain.find('os/loader');
    const at = loader ?? domain.find('os/nvram');
    if (at !== undefined && (loader?.text ?? '') === '') {
      report({ message: 'pathless', at, data: { name: at.name } });
    }
  },
});
