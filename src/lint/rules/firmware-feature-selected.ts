import { defineRule } from '../rule.js';

/** Features of the firmware are asked for only where libvirt chooses it. */
export const firmwareFeatureSelected = defineRule({
  name: 'firmware-feature-selected',
  summary: 'Features of the firmware are asked for where libvirt chooses it',
  about: ['os/firmware/feature'],
  why: 'A <feature> of <firmware> tells libvirt which firmware to choose. Where <os> has no attribute "firmware" there is nothing to choose, and libvirt refuses the domain.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'virDomainDefOSValidate, libvirt 9.0.0',
  messages: {
    unselected: {
      text: 'libvirt chooses no firmware here, so that it refuses to be told of its feature "{name}"',
      cure: 'Add firmware="efi" to <os>, or remove <firmware>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const blocks = domain.findAll('os');
    if (blocks.some((os) => os.attribute('firmware') !== undefined)) return;
    const features = domain.findAll('os/firmware').flatMap((firmware) => firmware.childrenNamed('feature'));
    for (const feature of features) {
      report({ message: 'unselected', at: feature, data: { name: feature.attribute('name') ?? '' } });
    }
  },
});
