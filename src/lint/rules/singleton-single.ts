import { listOffsetClocks } from '../../domain/clock.js';
import { listSpares } from '../../domain/spares.js';
import { defineRule } from '../rule.js';

/**
 * What a domain has one of is there once. What libvirt reads together, such as two `<features>`, is none of it, and
 * `kvm-single` is about the blocks of which the last one counts.
 */
export const singletonSingle = defineRule({
  name: 'singleton-single',
  summary: 'What a domain has one of is there once',
  about: ['domain'],
  odd: ['spare'],
  why: 'Of two <memory>, <vcpu> or <cpu> libvirt reads the first and drops the other without a word, so an edit of the second one changes nothing; a second <memballoon> or <numatune> it refuses. Templates that are put together have them.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'virDomainDefParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    dropped: {
      text: 'libvirt reads the first {name} alone, and drops this one',
      cure: 'Keep one of them',
      effect: 'dropped',
    },
    overruled: {
      text: 'libvirt reads the last {name} alone, and drops this one',
      cure: 'Keep one of them',
      effect: 'dropped',
    },
    refused: {
      text: 'There is another {name}; libvirt refuses the domain',
      cure: 'Keep one of them',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    for (const { element: at, fate } of read(listSpares)) report({ message: fate, at, data: { name: `<${at.name}>` } });
    for (const clock of listOffsetClocks(domain).slice(1)) {
      report({ message: 'dropped', at: clock, part: '@offset', data: { name: '"offset" of <clock>' } });
    }
  },
});
