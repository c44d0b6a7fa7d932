import type { DomainDraft } from '../../domain/domain-draft.js';
import { findMeant } from '../../domain/nearest.js';
import { isSwitch, readSwitchWord } from '../../domain/switch-word.js';
import { defineRule } from '../rule.js';

/** The words that libvirt knows for each attribute of `<cpu>` in a domain. */
const WORDS = {
  mode: ['custom', 'host-model', 'host-passthrough', 'maximum'],
  match: ['minimum', 'exact', 'strict'],
  check: ['none', 'partial', 'full'],
} as const;

/** What else people write: the words of QEMU and of virt-install. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['host', 'host-passthrough'],
  ['max', 'maximum'],
]);

const WITH_MIGRATABLE = new Set(['host-passthrough', 'maximum']);

/** The attributes of `<cpu>` have words that libvirt knows, where it takes them. Mending corrects what is misspelt. */
export const cpuAttributesValid = defineRule({
  name: 'cpu-attributes-valid',
  summary: 'The attributes of <cpu> say what libvirt knows',
  why: 'libvirt refuses a domain with a mode, match, check or migratable of <cpu> that it does not know, and a migratable where another mode than "host-passthrough" or "maximum" decides what migrates.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    unknown: {
      text: 'libvirt does not know {attribute} "{value}" of <cpu>, and refuses the domain',
      cure: 'Say one of {words}',
      effect: 'refused',
    },
    migratableMode: {
      text: 'libvirt refuses migratable in CPU mode "{mode}"',
      cure: 'Take the attribute out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const at = domain.find('cpu');
    if (at === undefined) return;
    const unknown = (attribute: string, value: string, words: readonly string[], meant: string | undefined) => {
      const list = words.map((word) => `"${word}"`).join(', ');
      const correct = (draft: DomainDraft) =>
        draft.setAttribute(at, attribute, meant ?? value, 'libvirt knows no other');
      const mending = meant === undefined ? {} : { fix: correct };
      report({ message: 'unknown', at, part: `@${attribute}`, data: { attribute, value, words: list }, ...mending });
    };
    for (const [attribute, words] of Object.entries(WORDS)) {
      const value = at.attribute(attribute);
      if (value === undefined || (words as readonly string[]).includes(value)) continue;
      unknown(attribute, value, words, OTHER_NAMES.get(value) ?? findMeant(value, words));
    }
    const migratable = at.attribute('migratable');
    const mode = at.attribute('mode') ?? 'custom';
    if (migratable === undefined) return;
    if (!isSwitch(migratable)) unknown('migratable', migratable, ['on', 'off'], readSwitchWord(migratable));
    else if (!WITH_MIGRATABLE.has(mode) && (WORDS.mode as readonly string[]).includes(mode)) {
      const fix = (draft: DomainDraft) =>
        draft.removeAttribute(at, 'migratable', 'Only "host-passthrough" and "maximum" take it');
      report({ message: 'migratableMode', at, part: '@migratable', data: { mode }, fix });
    }
  },
});
