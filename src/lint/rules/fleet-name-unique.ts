import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** No two domains of a run have one name, unless they are versions of one domain. */
export const fleetNameUnique = defineRule({
  name: 'fleet-name-unique',
  summary: 'No two domains have the same name',
  about: ['name'],
  why: 'libvirt keeps one domain of a name and refuses a second one with another UUID. A domain without a UUID gets a new one each time that it is defined.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virDomainObjListAddLocked, libvirt 9.0.0; 11.3 does the same',
  messages: {
    taken: {
      text: 'The name is also that of {domains}, with another UUID; libvirt refuses whichever is defined second',
      cure: 'Choose another name for one of them',
      effect: 'refused',
    },
    unidentified: {
      text: 'The name is also that of {domains}; without a UUID in each libvirt takes them for different domains, and refuses whichever is defined second',
      cure: 'Write the same <uuid> into both if they are versions of one domain, or choose another name',
      effect: 'refused',
      severity: 'info',
    },
  },
  check() {},
  fleet: {
    claim(domain) {
      const at = domain.find('name');
      return at === undefined || at.text === '' || !isQemuDomain(domain) ? [] : [{ thing: at.text, at, part: 'text' }];
    },
    judge(own, other) {
      if (own.uuid === undefined || other.uuid === undefined) return 'unidentified';
      return own.uuid === other.uuid ? undefined : 'taken';
    },
  },
});
