import { listHostdevs } from '../../domain/hostdev.js';
import { defineRule } from '../rule.js';

/** The picture of a vGPU has somewhere to go. libvirt knows that of PCI devices since 10.3. */
export const hostdevDisplayUsable = defineRule({
  name: 'hostdev-display-usable',
  summary: 'A vGPU with a display has graphics to show it, and one of them alone has a boot display',
  about: ['hostdev[@display=on]', 'hostdev[@ramfb=on]'],
  why: 'display="on" shows the picture of a vGPU through <graphics>, which must be there. ramfb="on" is the picture until its driver runs: QEMU has one of them, and only with display="on".',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked:
    'qemuValidateDomainMdevDefVFIOPCI and virDomainDefHostdevValidate, libvirt 9.0.0 and 11.3; vfio_realize, QEMU 7.2',
  messages: {
    graphics: {
      text: 'display="on" needs <graphics> to show the picture',
      cure: 'Add <graphics>, or remove display',
      effect: 'refused',
    },
    ramfbAgain: {
      text: 'Another device has ramfb="on" already, and QEMU has one such display',
      cure: 'Remove one of the two',
      effect: 'refused',
    },
    ramfbAlone: {
      text: 'ramfb="on" needs display="on": QEMU does not start',
      cure: 'Write display="on"',
      effect: 'not-started',
    },
  },
  check({ domain, devices, isAtLeast, report }) {
    let hasRamfb = false;
    const types = isAtLeast('libvirt', '10.3') ? ['mdev', 'pci'] : ['mdev'];
    for (const device of types.flatMap((type) => listHostdevs(domain, type))) {
      const isShown = device.attribute('display') === 'on';
      if (isShown && devices('graphics').length === 0) report({ message: 'graphics', at: device, part: '@display' });
      if (device.attribute('ramfb') !== 'on') continue;
      if (hasRamfb) report({ message: 'ramfbAgain', at: device, part: '@ramfb' });
      if (!isShown) report({ message: 'ramfbAlone', at: device, part: '@ramfb' });
      hasRamfb = true;
    }
  },
});
