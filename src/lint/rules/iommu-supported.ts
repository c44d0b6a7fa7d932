import type { DomainDraft } from '../../domain/domain-draft.js';
import { listIommus } from '../../domain/iommu.js';
import { machineFamily } from '../../domain/machine.js';
import { readNumber } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The machines that have each IOMMU (qemuValidateDomainDeviceDefIOMMU, libvirt 9.0; amd: 11.5). */
const MACHINES: Readonly<Record<string, readonly string[]>> = {
  intel: ['q35'],
  amd: ['q35'],
  virtio: ['q35', 'virt'],
  smmuv3: ['virt'],
};

/** The guest has one IOMMU, of a model that its machine has, with settings that the model has. */
export const iommuSupported = defineRule({
  name: 'iommu-supported',
  summary: 'The guest has one IOMMU, which its machine type has, with settings of that model',
  about: ['iommu'],
  why: 'libvirt refuses an IOMMU on a machine that has none, a second one, an address of the Intel model, one of the virtio model that is not on the first bus, and a <driver> of any other.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#iommu-devices',
  checked:
    'qemuValidateDomainDeviceDefIOMMU, virDomainIOMMUDefValidate and virDomainDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    machine: {
      text: 'The machine type of this guest has no IOMMU "{model}"',
      cure: 'Use a {machine} machine, or another model',
      effect: 'refused',
    },
    second: { text: 'The domain has an IOMMU already', cure: 'Remove one of the two', effect: 'refused' },
    driver: { text: 'IOMMU "{model}" has no settings', cure: 'Remove <driver>', effect: 'refused' },
    place: {
      text: 'IOMMU "virtio" is no device of the first PCI bus here',
      cure: 'Remove <address>: libvirt chooses one',
      effect: 'refused',
    },
    address: { text: 'IOMMU "{model}" has no address', cure: 'Remove <address>', effect: 'refused' },
  },
  check({ domain, read, isAtLeast, report }) {
    const family = machineFamily(domain);
    const [first, ...others] = read(listIommus);
    for (const iommu of others) {
      const isAnotherSmmu = [first, iommu].every((each) => each?.attribute('model') === 'smmuv3');
      if (!isAnotherSmmu || !isAtLeast('libvirt', '11.10')) report({ message: 'second', at: iommu });
    }
    for (const iommu of read(listIommus)) {
      const model = iommu.attribute('model') ?? '';
      const machines = Object.hasOwn(MACHINES, model) ? MACHINES[model] : undefined;
      if (machines !== undefined && !machines.includes(family)) {
        report({ message: 'machine', at: iommu, part: '@model', data: { model, machine: machines[0] as string } });
      }
      // libvirt before 10.7 does not read dma_translation.
      const settings = iommu
        .child('driver')
        ?.attributes.filter(({ name }) => name !== 'dma_translation' || isAtLeast('libvirt', '10.7'));
      const hasSettings = settings !== undefined && settings.length > 0;
      const isBare = model === 'smmuv3' || (model === 'virtio' && !isAtLeast('libvirt', '12.1'));
      if (isBare && hasSettings) reportNeedless(iommu.child('driver'), 'driver');
      if (/^(intel|smmuv3)$/.test(model)) reportNeedless(iommu.child('address'), 'address');
      if (model === 'virtio' && machines?.includes(family)) reportPlace(iommu.child('address'));

      function reportNeedless(at: XmlElement | undefined, message: 'driver' | 'address'): void {
        if (at === undefined) return;
        const fix = (draft: DomainDraft) => draft.remove(at, `IOMMU "${model}" has none`);
        report({ message, at, data: { model }, fix });
      }

      function reportPlace(at: XmlElement | undefined): void {
        const type = at?.attribute('type');
        if (at === undefined || type === undefined) return;
        if (type === 'pci' && (readNumber(at.attribute('bus')) ?? 0) === 0) return;
        const fix = (draft: DomainDraft) => draft.remove(at, 'libvirt chooses an address that fits');
        report({ message: 'place', at, part: 'tag', fix });
      }
    }
  },
});
