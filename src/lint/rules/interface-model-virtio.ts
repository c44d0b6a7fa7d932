import { defineRule } from '../rule.js';

const EMULATED = /^(e1000e?|rtl8139|ne2k_pci|ne2k_isa|pcnet|i8255[0-9][a-z]*|usb-net|vmxnet3|tulip)$/;

/** Network cards are virtio devices. */
export const interfaceModelVirtio = defineRule({
  name: 'interface-model-virtio',
  summary: 'Network cards are of model virtio',
  about: ['interface'],
  guests: 'x86',
  why: 'An emulated card leaves the guest for each access to a register. A virtio card is served by the kernel of the host; Windows needs its driver first. Without model the card is a rtl8139 on x86.',
  class: 'unsafe',
  severity: 'info',
  isOnByDefault: false,
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'qemuDomainDefaultNetModel, libvirt 9.0.0',
  messages: {
    emulated: {
      text: 'The network card is an emulated {model}',
      cure: 'Install the virtio driver in the guest, then say <model type="virtio"/>',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    for (const card of devices('interface')) {
      const type = card.child('model')?.attribute('type');
      if (/^(hostdev|vdpa)$/.test(card.attribute('type') ?? '') || (type !== undefined && !EMULATED.test(type)))
        continue;
      report({ message: 'emulated', at: card.child('model') ?? card, part: 'tag', data: { model: type ?? 'rtl8139' } });
    }
  },
});
