import { listOffsetClocks } from '../../domain/clock.js';
import type { DomainDraft } from '../../domain/domain-draft.js';
import { findMeant } from '../../domain/nearest.js';
import { defineRule } from '../rule.js';

/** The attribute without which an offset says nothing. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['timezone', 'timezone'],
  ['absolute', 'start'],
]);
const BASES = ['utc', 'localtime'];

/** `<clock>` has what its offset needs. */
export const clockOffsetComplete = defineRule({
  name: 'clock-offset-complete',
  summary: '<clock> has what its offset needs',
  about: ['variable', ...NEEDED.keys()].map((offset) => `clock[@offset=${offset}]`),
  guests: 'any',
  why: 'The offset decides what the hardware clock of the guest starts with. libvirt refuses a basis that it does not know of offset "variable", offset "timezone" without a time zone and offset "absolute" without a start.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'virDomainDefClockParse, libvirt 9.0.0',
  messages: {
    basis: {
      text: 'libvirt does not know basis "{value}" of <clock>, and refuses the domain',
      cure: 'Say basis="utc" or basis="localtime"',
      effect: 'refused',
    },
    missing: {
      text: 'Offset "{offset}" has no {attribute}, so libvirt refuses the domain',
      cure: 'Say {attribute}="…", or another offset',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const [at] = listOffsetClocks(domain);
    const offset = at?.attribute('offset');
    if (at === undefined || offset === undefined) return;
    // An empty one is none to libvirt.
    const basis = at.attribute('basis') || undefined;
    if (offset === 'variable' && basis !== undefined && !BASES.includes(basis)) {
      const meant = findMeant(basis, BASES);
      const correct = (draft: DomainDraft) => draft.setAttribute(at, 'basis', meant ?? basis, 'libvirt knows no other');
      const mending = meant === undefined ? {} : { fix: correct };
      report({ message: 'basis', at, part: '@basis', data: { value: basis }, ...mending });
    }
    const needed = NEEDED.get(offset);
    if (needed === undefined || at.attribute(needed) !== undefined) return;
    report({ message: 'missing', at, part: '@offset', data: { offset, attribute: needed } });
  },
});
