import { isQemuDomain } from '../../domain/support.js';
import { canonicalUuid } from '../../domain/uuid.js';
import { defineRule } from '../rule.js';

/** No two domains of a run have one UUID, unless they are versions of one domain. */
export const fleetUuidUnique = defineRule({
  name: 'fleet-uuid-unique',
  summary: 'No two domains have the same UUID',
  about: ['uuid'],
  why: 'libvirt knows a domain by its UUID and refuses a second one with it under another name. A file that was copied to make a new domain often keeps it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virDomainObjListAddLocked, libvirt 9.0.0; 11.3 does the same',
  messages: {
    taken: {
      text: 'The UUID is also that of {domains}; libvirt refuses whichever is defined second',
      cure: 'Remove <uuid> from the copy: libvirt then makes one',
      effect: 'refused',
    },
    variant: {
      text: 'There is another version of this domain: {domains}; whichever is defined last replaces the others',
      cure: 'Keep one of them, or leave it if they are alternatives on purpose',
      effect: 'runs',
      severity: 'info',
    },
  },
  check() {},
  fleet: {
    claim(domain) {
      const at = domain.find('uuid');
      const thing = canonicalUuid(at?.text ?? '');
      return at === undefined || thing === undefined || !isQemuDomain(domain) ? [] : [{ thing, at, part: 'text' }];
    },
    judge: (own, other) => (own.name !== undefined && own.name === other.name ? 'variant' : 'taken'),
  },
});
