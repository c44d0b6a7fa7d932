import { vcpuCount } from '../../domain/cpu-tune.js';
import { listIommus } from '../../domain/iommu.js';
import { machineFamily } from '../../domain/machine.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

const WITHOUT_EXTENSION = 255;

/** More than 255 vCPUs come with an IOMMU that can address them. */
export const vcpuCountAddressable = defineRule({
  name: 'vcpu-count-addressable',
  summary: 'An x86 guest with more than 255 vCPUs is a q35 with an IOMMU in extended interrupt mode',
  about: ['vcpu'],
  odd: ['number'],
  guests: 'x86',
  why: 'An interrupt names its CPU by eight bits unless an IOMMU extends them. libvirt refuses more than 255 vCPUs without one; since 10.10 it adds one itself, or what an Intel one lacks.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#iommu-devices',
  checked: 'qemuValidateDomainVCpuTopology, libvirt 9.0.0 and 11.3',
  messages: {
    machine: {
      text: '{count} vCPUs on a machine type that has 255 at the most',
      cure: 'Use a q35 machine, or fewer vCPUs',
      effect: 'refused',
    },
    eim: {
      text: '{count} vCPUs need an IOMMU with eim="on"',
      cure: 'Add <iommu model="intel"> with intremap="on" and eim="on", and <ioapic driver="qemu"/>',
      effect: 'refused',
    },
  },
  check({ domain, read, isAtLeast, report }) {
    const count = vcpuCount(domain) ?? 0;
    const vcpu = domain.find('vcpu');
    if (vcpu === undefined || count <= WITHOUT_EXTENSION) return;
    const data = { count };
    const family = machineFamily(domain);
    if (family === 'i440fx') report({ message: 'machine', at: vcpu, part: 'text', data });
    if (family !== 'q35') return;
    const iommus = read(listIommus);
    const isExtended = iommus.some((iommu) =>
      ['eim', 'xtsup'].some((name) => iommu.child('driver')?.attribute(name) === 'on'),
    );
    if (isExtended || (isAtLeast('libvirt', '10.10') && iommus.every(isCompletedByLibvirt))) return;
    report({ message: 'eim', at: vcpu, part: 'text', data });
  },
});

/** An Intel IOMMU gets what it lacks, and keeps what is switched off. */
function isCompletedByLibvirt(iommu: XmlElement): boolean {
  const driver = iommu.child('driver');
  return iommu.attribute('model') === 'intel' && ['intremap', 'eim'].every((name) => driver?.attribute(name) !== 'off');
}
