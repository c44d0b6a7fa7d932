import { listFirmwareFeatures } from '../../domain/firmware.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** A domain that leaves the firmware to libvirt says whether it wants secure boot. */
export const secureBootChosen = defineRule({
  name: 'secure-boot-chosen',
  summary: 'A domain whose firmware libvirt chooses says whether it wants secure boot',
  about: ['os[@firmware=efi]'],
  why: 'With firmware="efi" alone the first descriptor of the distribution decides. On Debian 12 that is firmware with secure boot and keys of Microsoft, which does not start an unsigned boot loader, and does not load the unsigned option ROM of a graphics card.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'Arguments that libvirt 9.0.0 of Debian 12 makes of such a domain',
  messages: {
    open: {
      text: 'The distribution decides whether this domain has secure boot',
      cure: 'Add <firmware><feature enabled="no" name="secure-boot"/></firmware>, or the same with "yes"',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    if (machineFamily(domain) !== 'q35') return;
    const os = domain.findAll('os').find((block) => block.attribute('firmware') !== undefined);
    const loader = domain.find('os/loader');
    if (os?.attribute('firmware') !== 'efi' || loader?.attribute('secure') !== undefined || loader?.text) return;
    if (listFirmwareFeatures(domain).size > 0) return;
    report({ message: 'open', at: os, part: '@firmware' });
  },
});
