import type { DomainDraft } from '../../domain/domain-draft.js';
import { guestArch } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** Features of the machines of POWER and Arm (qemuValidateDomainDefFeatures, libvirt 9.0). */
const FOREIGN = ['hpt', 'htm', 'nested-hv', 'cfpc', 'sbbc', 'ibs', 'ccf-assist', 'gic'];

/** An x86 guest has no features of POWER or Arm. Mending removes them, as no x86 guest can have them. */
export const featureArchitecture = defineRule({
  name: 'feature-architecture',
  summary: 'An x86 guest has no features of POWER or Arm',
  about: FOREIGN.map((name) => `features/${name}`),
  guests: 'x86',
  why: 'A domain that was copied from a machine of another architecture keeps features that only that one has, such as <gic> of Arm. libvirt refuses them, switched off as well.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'qemuValidateDomainDefFeatures; shown with libvirt 9.0.0 and 11.3',
  messages: {
    foreign: { text: 'A guest of {arch} has no <{name}>', cure: 'Remove it', effect: 'refused' },
  },
  check({ domain, report }) {
    const arch = guestArch(domain);
    for (const name of FOREIGN) {
      const at = domain.find(`features/${name}`);
      // libvirt does not look at an <hpt> that says nothing.
      if (at === undefined || (name === 'hpt' && at.attributes.length + at.elements.length === 0)) continue;
      const fix = (draft: DomainDraft) => draft.remove(at, `libvirt refuses it for ${arch}`);
      report({ message: 'foreign', at, data: { arch, name }, fix });
    }
  },
});
