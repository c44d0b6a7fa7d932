import { listHostPciUses } from '../../domain/devices.js';
import { isGraphicsCard, isWithoutOutputs, mapHostClasses } from '../../domain/host-device.js';
import { formatPciAddress } from '../../domain/pci-address.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest with a graphics card of the host shows its picture there alone. */
export const videoNoneBesideGpu = defineRule({
  name: 'video-none-beside-gpu',
  summary: 'A guest with a graphics card of the host has no emulated one',
  about: HOST_PCI_FUNCTIONS,
  why: 'With two graphics cards firmware and guest choose one for the first picture, often the emulated one, and the screen behind the real one stays dark until its driver runs. Some drivers refuse to be the second. To keep it while a guest is set up is common.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#video-devices',
  checked: 'virDomainDefAddImplicitVideo, libvirt 9.0.0: nothing is added without <graphics>',
  messages: {
    emulated: {
      text: 'An emulated graphics card beside {gpu} of the host: the first picture may appear on either',
      cure: 'Write <model type="none"/> once the guest works with the card of the host',
      effect: 'runs',
    },
  },
  check({ host, devices, read, report }) {
    const classes = mapHostClasses(host);
    const gpu = read(listHostPciUses).find((use) => isGraphicsCard(use, classes));
    if (gpu === undefined || isWithoutOutputs(classes.get(formatPciAddress(gpu.host)))) return;
    for (const video of devices('video')) {
      const model = video.child('model')?.attribute('type');
      if (model === undefined || /^(none|ramfb)$/.test(model)) continue;
      report({ message: 'emulated', at: video, data: { gpu: formatPciAddress(gpu.host) } });
    }
  },
});
