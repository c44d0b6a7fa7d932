import { vcpuCount } from '../../domain/cpu-tune.js';
import type { DomainDraft } from '../../domain/domain-draft.js';
import { readDecimal } from '../../domain/number.js';
import { isQemuDomain } from '../../domain/support.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

const REQUIRED = ['sockets', 'cores', 'threads'];

/** Sockets, dies, clusters, cores and threads make as many vCPUs as the domain has at the most. */
export const cpuTopologyValid = defineRule({
  name: 'cpu-topology-valid',
  summary: 'The topology of the CPU has as many threads as the domain has vCPUs',
  about: ['cpu/topology'],
  guests: 'any',
  why: 'libvirt wants sockets, cores and threads named together, and their product to be the number in <vcpu>: the highest one, not the current. It refuses the domain otherwise.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML and qemuValidateDomainVCpuTopology, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: '<topology> has no {attribute}, so libvirt refuses the domain',
      cure: 'Say {attribute}="…"; sockets, cores and threads go together',
      effect: 'refused',
    },
    invalid: {
      text: '{attribute}="{value}" of <topology> is no decimal number from 1 on, so libvirt refuses the domain',
      cure: 'Say a number of at least 1',
      effect: 'refused',
    },
    mismatch: {
      text: 'The topology has {product} threads and the domain {vcpus} vCPUs, so libvirt refuses the domain',
      cure: 'Let sockets, dies, cores and threads multiply to the number in <vcpu>',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    const at = domain.find('cpu/topology');
    if (at === undefined) return;
    const factors = isAtLeast('libvirt', '10.1') ? ['dies', 'clusters'] : ['dies'];
    const missing = REQUIRED.filter((attribute) => at.attribute(attribute) === undefined);
    for (const attribute of missing) {
      const value = missing.length === 1 ? complete(at, factors, vcpuCount(domain)) : undefined;
      const reason = 'It is what the others leave of the vCPUs';
      const mending =
        value === undefined
          ? {}
          : { fix: (draft: DomainDraft) => draft.setAttribute(at, attribute, String(value), reason) };
      report({ message: 'missing', at, part: 'tag', data: { attribute }, ...mending });
    }
    const counts = [...REQUIRED, ...factors].filter((attribute) => at.attribute(attribute) !== undefined);
    const invalid = counts.filter((attribute) => !((readDecimal(at.attribute(attribute)) ?? 0) > 0));
    for (const attribute of invalid) {
      const value = at.attribute(attribute) ?? '';
      report({ message: 'invalid', at, part: `@${attribute}`, data: { attribute, value } });
    }
    const vcpus = vcpuCount(domain);
    const product = multiply(at, counts);
    if (missing.length + invalid.length > 0 || vcpus === undefined || vcpus === product || !isQemuDomain(domain))
      return;
    report({ message: 'mismatch', at, part: 'tag', data: { product, vcpus } });
  },
});

function multiply(topology: XmlElement, attributes: readonly string[]): number {
  return attributes.reduce((product, name) => product * (readDecimal(topology.attribute(name)) ?? Number.NaN), 1);
}

/** What a single missing factor has to be, undefined where none fits. */
function complete(topology: XmlElement, factors: readonly string[], vcpus: number | undefined): number | undefined {
  const others = [...REQUIRED, ...factors].filter((attribute) => topology.attribute(attribute) !== undefined);
  const quotient = (vcpus ?? Number.NaN) / multiply(topology, others);
  return Number.isInteger(quotient) && quotient > 0 ? quotient : undefined;
}
