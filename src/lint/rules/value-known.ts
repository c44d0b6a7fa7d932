import { listOddDeviceWords, type OddWord } from '../../domain/device-words.js';
import { readOtherWord } from '../../domain/other-word.js';
import { isUnreadAttribute } from '../../domain/spares.js';
import { listDescribedElements, namesAt } from '../../domain/vocabulary.js';
import { isTakenForAbsent, listClosedAttributes } from '../../domain/vocabulary-values.js';
import { readMisspelling } from '../misspelling.js';
import { defineRule } from '../rule.js';

/** Attributes that take a few words hold one of them. Mending writes the one that can only have been meant. */
export const valueKnown = defineRule({
  name: 'value-known',
  summary: 'Attributes that take a few words hold one of them',
  about: ['domain'],
  odd: ['value'],
  why: 'libvirt refuses a domain in which such an attribute holds anything else, and it tells "ON" from "on".',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked:
    'virXMLPropEnum, virXMLPropTristateSwitch, virCPUDefParseXML and virDomainDefClockParse, libvirt 9.0.0; each attribute, and each word of a device, tried with libvirt 9.0.0 and 11.3.0',
  messages: {
    refused: {
      text: 'Attribute "{name}" of {parent} takes {values}, not "{value}"; libvirt refuses the domain',
      cure: '{cure}',
      effect: 'refused',
    },
    newer: {
      text: 'Value "{value}" of attribute "{name}" needs libvirt {since}, and libvirt {target} refuses the domain',
      cure: 'Write another value, or name a target of libvirt {since}',
      effect: 'refused',
    },
  },
  check({ domain, read, target, report }) {
    for (const { element, words } of read(listDescribedElements)) {
      const closed = listClosedAttributes(words);
      if (closed.size === 0) continue;
      for (const { name, value } of element.attributes) {
        const values = closed.get(name);
        if (values === undefined || namesAt(values, target.libvirt).has(value)) continue;
        if (!isTakenForAbsent(words, name, value)) judge({ element, name, value, values });
      }
    }
    for (const odd of listOddDeviceWords(domain, target.libvirt)) judge(odd);

    function judge({ element, name, value, values }: OddWord): void {
      if (isUnreadAttribute(element, name, domain)) return;
      const known = namesAt(values, target.libvirt);
      const since = values.get(value);
      const list = [...known].map((word) => `"${word}"`).join(', ');
      const data = {
        name,
        value,
        parent: `<${element.name}>`,
        values: list,
        since: since ?? '',
        target: target.libvirt,
      };
      const part = `@${name}` as const;
      if (since !== undefined) {
        report({ message: 'newer', at: element, part, data });
        return;
      }
      const other = readOtherWord(value, [...known]);
      const meant = other ?? readMisspelling(value.trim(), known, new Set(), (word) => `"${word}"`).meant;
      const cure = meant === undefined ? 'Write one of them' : `Write "${meant}"`;
      report({
        message: 'refused',
        at: element,
        part,
        data: { ...data, cure },
        ...(meant === undefined
          ? {}
          : { fix: (draft) => draft.setAttribute(element, name, meant, `libvirt refuses "${value}"`) }),
      });
    }
  },
});
