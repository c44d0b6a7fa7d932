import { findMeant } from '../../domain/nearest.js';
import { DOMAIN_TYPES } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** A domain says which hypervisor runs it. */
export const domainTypeKnown = defineRule({
  name: 'domain-type-known',
  summary: 'The domain says which hypervisor runs it',
  about: ['domain'],
  odd: ['basics'],
  guests: 'any',
  why: 'libvirt refuses a domain without a type, or of one that it does not know. Nothing else that is wrong with it is told before: what a domain may hold depends on its hypervisor.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#element-and-attribute-overview',
  checked: 'virDomainDefParseCaps; shown with libvirt 9.0.0 and 11.3',
  messages: {
    missing: { text: 'The domain has no type, and libvirt refuses it', cure: 'Say type="kvm"', effect: 'refused' },
    unknown: {
      text: '"{type}" is no type of domain; libvirt refuses it',
      cure: 'Say type="{meant}"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const type = domain.root.attribute('type') ?? '';
    if (type === '') report({ message: 'missing', at: domain.root, part: 'tag' });
    else if (!DOMAIN_TYPES.includes(type)) {
      const meant = findMeant(type, DOMAIN_TYPES) ?? 'kvm';
      report({ message: 'unknown', at: domain.root, part: '@type', data: { type, meant } });
    }
  },
});
