import { listDescribedElements, namesAt } from '../../domain/vocabulary.js';
import type { XmlElement } from '../../xml/node.js';
import { readMisspelling } from '../misspelling.js';
import { defineRule, type Report } from '../rule.js';

/**
 * Every attribute in the parts of a domain that ptx is about is one that libvirt knows. Mending writes the name that can
 * only have been meant.
 */
export const attributeKnown = defineRule({
  name: 'attribute-known',
  summary: 'Every attribute is one that libvirt knows',
  about: ['domain'],
  odd: ['attribute'],
  why: 'libvirt drops an attribute that it does not know without a word, and does what it would do without: <acpi state="off"/> switches ACPI on. Most are misspelt, at the wrong element, or younger than the libvirt of the host. Looked at are the root, <vcpus>, <memoryBacking>, <cputune>, <os>, <features>, <cpu>, <clock>, <hostdev> and the QEMU namespace; not yet what other devices and settings hold.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'virDomainDefParseXML, libvirt 9.0.0; schemas of 9.0.0, 11.3.0 and 12.8.0',
  messages: {
    dropped: {
      text: 'libvirt knows no attribute "{name}" of {parent}, and drops it',
      cure: '{cure}',
      effect: 'dropped',
    },
    newer: {
      text: 'Attribute "{name}" needs libvirt {since}, and libvirt {target} drops it',
      cure: 'Take it out, or name a target of libvirt {since}',
      effect: 'dropped',
      severity: 'info',
    },
  },
  check({ read, target, report }) {
    for (const { element, words } of read(listDescribedElements)) {
      const known = namesAt(words.attributes, target.libvirt);
      for (const { name } of element.attributes) {
        // Declarations of namespaces, and what libvirt's reader finds under any prefix.
        if (known.has(name) || name === 'xmlns' || name.includes(':')) continue;
        const since = words.attributes.get(name);
        const data = { name, parent: `<${element.name}>`, since: since ?? '', target: target.libvirt };
        if (since !== undefined) {
          report({ message: 'newer', at: element, part: `@${name}`, data });
          continue;
        }
        const own = new Set(element.attributes.map((each) => each.name));
        const { cure, meant } = readMisspelling(name, known, own, (word) => `"${word}"`);
        report({
          message: 'dropped',
          at: element,
          part: `@${name}`,
          data: { ...data, cure },
          ...renaming(element, name, meant),
        });
      }
    }
  },
});

function renaming(element: XmlElement, name: string, meant: string | undefined): Pick<Report, 'fix'> {
  if (meant === undefined) return {};
  const reason = `libvirt knows no attribute "${name}" of <${element.name}>`;
  return { fix: (draft) => draft.renameAttribute(element, name, meant, reason) };
}
