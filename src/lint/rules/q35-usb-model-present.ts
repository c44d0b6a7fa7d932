import type { DomainDraft } from '../../domain/domain-draft.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** A USB controller of a q35 guest says which one it is. Mending takes qemu-xhci. */
export const q35UsbModelPresent = defineRule({
  name: 'q35-usb-model-present',
  summary: 'A USB controller of a q35 guest names its model',
  about: ['controller[@type=usb]'],
  why: 'Without a model libvirt before 11.9 takes the USB 1 controller of the old chipset, piix3-uhci, and puts it behind a bridge: 12 Mbit/s for everything on it, and no USB 3 device.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  checked: 'qemuDomainControllerDefPostParse, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: 'libvirt makes a piix3-uhci of this, which is USB 1 behind a bridge',
      cure: 'Write model="qemu-xhci"',
      effect: 'runs',
    },
  },
  check({ domain, devices, isAtLeast, report }) {
    if (machineFamily(domain) !== 'q35' || isAtLeast('libvirt', '11.9')) return;
    for (const controller of devices('controller')) {
      if (controller.attribute('type') !== 'usb' || controller.attribute('model') !== undefined) continue;
      const fix = (draft: DomainDraft) =>
        draft.setAttribute(
          controller,
          'model',
          'qemu-xhci',
          'Without a model libvirt takes the USB 1 of the old chipset',
        );
      const isPlaced = controller.child('address') !== undefined;
      report({ message: 'missing', at: controller, part: 'tag', ...(!isPlaced && { fix }) });
    }
  },
});
