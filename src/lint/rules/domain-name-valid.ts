import { defineRule } from '../rule.js';

/** The domain has a name that libvirt takes. */
export const domainNameValid = defineRule({
  name: 'domain-name-valid',
  summary: 'The domain has a name that can be a file name',
  about: ['domain'],
  odd: ['basics'],
  why: 'libvirt keeps a domain in a file of its name, and refuses one without a name or with a slash or line break in it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virDomainDefParseIDs and virDomainDefPostParseCheckFeatures, libvirt 9.0.0; 11.3 does the same',
  messages: {
    missing: {
      text: 'The domain has no name; libvirt refuses it',
      cure: 'Write a <name>',
      effect: 'refused',
    },
    illegal: {
      text: 'The name holds {what}; libvirt refuses the domain',
      cure: 'Take it out of the name',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const element = domain.find('name');
    const name = element?.fullText ?? '';
    if (element === undefined || name === '') report({ message: 'missing', at: element ?? domain.root, part: 'tag' });
    else if (/[/\n]/.test(name)) {
      const what = name.includes('/') ? 'a slash' : 'a line break';
      report({ message: 'illegal', at: element, part: 'text', data: { what } });
    }
  },
});
