import type { DomainDraft } from '../../domain/domain-draft.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Each CPU feature has a name of its own, and belongs to a model. */
export const cpuFeaturesValid = defineRule({
  name: 'cpu-features-valid',
  summary: 'Each CPU feature is named once, of a CPU that is named',
  about: ['cpu/feature'],
  guests: 'any',
  why: 'libvirt refuses a domain that says something of a CPU feature twice, even if it is the same or that says it of a CPU of which neither mode nor model is given.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    duplicate: {
      text: 'CPU feature "{name}" is there twice, so libvirt refuses the domain',
      cure: 'Leave one of them',
      effect: 'refused',
    },
    nameless: {
      text: 'A CPU feature has no name, so libvirt refuses the domain',
      cure: 'Name the feature, or take it out',
      effect: 'refused',
    },
    withoutModel: {
      text: 'CPU features without a CPU model: libvirt refuses the domain',
      cure: 'Say mode="host-passthrough", or name a <model>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const cpu = domain.find('cpu');
    const features = cpu?.childrenNamed('feature') ?? [];
    if (cpu === undefined || features.length === 0) return;
    if ((cpu.attribute('mode') ?? 'custom') === 'custom' && cpu.child('model') === undefined) {
      report({ message: 'withoutModel', at: cpu, part: 'tag' });
    }
    const seen = new Map<string, XmlElement>();
    for (const at of features) {
      const name = at.attribute('name') ?? '';
      const policy = at.attribute('policy') ?? 'require';
      const first = seen.get(name);
      if (name === '') report({ message: 'nameless', at });
      else if (first !== undefined) {
        const isSame = (first.attribute('policy') ?? 'require') === policy;
        const fix = (draft: DomainDraft) => draft.remove(at, 'libvirt takes a feature once');
        report({ message: 'duplicate', at, data: { name }, ...(isSame ? { fix } : {}) });
      } else seen.set(name, at);
    }
  },
});
