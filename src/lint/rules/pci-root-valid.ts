import { controllerIndex, listPciControllers } from '../../domain/devices.js';
import type { DomainDraft } from '../../domain/domain-draft.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

const ROOTS = { i440fx: 'pci-root', q35: 'pcie-root' } as const;

/** PCI controller 0 is the root that the machine type has. */
export const pciRootValid = defineRule({
  name: 'pci-root-valid',
  summary: 'PCI controller 0 is the root of the machine type, and has no address',
  about: ['controller[@type=pci]'],
  why: 'q35 begins with a pcie-root and pc with a pci-root. A domain whose machine type was changed by hand keeps the other one, and libvirt refuses it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  checked: 'qemuDomainControllerDefPostParse and virDomainControllerDefValidate, libvirt 9.0.0 and 11.3',
  messages: {
    otherRoot: {
      text: 'PCI controller 0 of this machine type is a {root}, not a "{model}"',
      cure: 'Convert all of the domain to the machine type, as convert-to-q35 does, or correct the machine type',
      effect: 'refused',
    },
    notFirst: {
      text: 'A {model} has index 0, not {index}',
      cure: 'Write index="0", or use another model',
      effect: 'refused',
    },
    address: { text: 'A {model} is no device and has no address', cure: 'Remove <address>', effect: 'refused' },
  },
  check({ domain, report }) {
    const family = machineFamily(domain);
    if (family !== 'i440fx' && family !== 'q35') return;
    for (const controller of listPciControllers(domain)) {
      const model = controller.attribute('model') ?? '';
      const isRoot = /^pcie?-root$/.test(model);
      const index = controllerIndex(controller) ?? (isRoot ? 0 : undefined);
      if (index === 0 && model !== ROOTS[family]) {
        const part = model === '' ? 'tag' : '@model';
        report({ message: 'otherRoot', at: controller, part, data: { root: ROOTS[family], model } });
      } else if (isRoot && index !== undefined && index !== 0) {
        report({ message: 'notFirst', at: controller, part: '@index', data: { model, index } });
      }
      const address = isRoot ? controller.child('address') : undefined;
      if (address === undefined) continue;
      const fix = (draft: DomainDraft) => draft.remove(address, 'The root of PCI is no device and has no address');
      report({ message: 'address', at: address, data: { model }, fix });
    }
  },
});
