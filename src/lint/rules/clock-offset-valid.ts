import type { DomainDraft } from '../../domain/domain-draft.js';
import { findMeant } from '../../domain/nearest.js';
import { defineRule } from '../rule.js';

const OFFSETS = ['utc', 'localtime', 'variable', 'timezone', 'absolute'];
/** The attribute without which an offset says nothing. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['timezone', 'timezone'],
  ['absolute', 'start'],
]);
const BASES = ['utc', 'localtime'];

/** `<clock>` has an offset that libvirt knows, and what the offset needs. */
export const clockOffsetValid = defineRule({
  name: 'clock-offset-valid',
  summary: '<clock> has an offset that libvirt knows, with all that it needs',
  why: 'The offset decides what the hardware clock of the guest starts with. libvirt refuses an offset or a basis that it does not know, offset "timezone" without a time zone and offset "absolute" without a start.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'virDomainDefClockParse, libvirt 9.0.0',
  messages: {
    unknown: {
      text: 'libvirt does not know {attribute} "{value}" of <clock>, and refuses the domain',
      cure: 'Say one of {words}',
      effect: 'refused',
    },
    missing: {
      text: 'Offset "{offset}" has no {attribute}, so libvirt refuses the domain',
      cure: 'Say {attribute}="…", or another offset',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const at = domain.find('clock');
    const offset = at?.attribute('offset');
    if (at === undefined || offset === undefined) return;
    const unknown = (attribute: string, value: string, words: readonly string[]) => {
      const meant = findMeant(value, words);
      const correct = (draft: DomainDraft) =>
        draft.setAttribute(at, attribute, meant ?? value, 'libvirt knows no other');
      const data = { attribute, value, words: words.map((word) => `"${word}"`).join(', ') };
      const mending = meant === undefined ? {} : { fix: correct };
      report({ message: 'unknown', at, part: `@${attribute}`, data, ...mending });
    };
    if (!OFFSETS.includes(offset)) unknown('offset', offset, OFFSETS);
    const basis = at.attribute('basis');
    if (offset === 'variable' && basis !== undefined && !BASES.includes(basis)) unknown('basis', basis, BASES);
    const needed = NEEDED.get(offset);
    if (needed === undefined || at.attribute(needed) !== undefined) return;
    report({ message: 'missing', at, part: '@offset', data: { offset, attribute: needed } });
  },
});
