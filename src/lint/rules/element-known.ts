import { isUnboundQemuElement } from '../../domain/qemu-namespace.js';
import { listDescribedElements, namesAt, vocabularyName } from '../../domain/vocabulary.js';
import type { XmlElement } from '../../xml/node.js';
import { readMisspelling } from '../misspelling.js';
import { defineRule, type Report } from '../rule.js';

/** Elements of which libvirt refuses a child that it does not know; below all others it drops such a child. */
const STRICT = /^domain\/features(\/(hyperv|kvm|xen|hyperv\/stimer))?$/;

/** The same with the libvirt that knows its children. */
const TLBFLUSH = 'domain/features/hyperv/tlbflush';

/**
 * Every element in the parts of a domain that ptx is about is one that libvirt knows. Mending writes the name that can
 * only have been meant.
 */
export const elementKnown = defineRule({
  name: 'element-known',
  summary: 'Every element is one that libvirt knows',
  about: ['domain'],
  odd: ['element'],
  why: 'libvirt drops an element that it does not know without a word, and the domain runs without what it asked for; among features it refuses the domain. Most are misspelt, at the wrong place, or younger than the libvirt of the host. Looked at are the root, <vcpus>, <memoryBacking>, <cputune>, <os>, <features>, <cpu>, <clock>, <hostdev> and the QEMU namespace; not yet what other devices and settings hold.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'virDomainDefParseXML and virDomainFeaturesDefParse, libvirt 9.0.0; schemas of 9.0.0, 11.3.0 and 12.8.0',
  messages: {
    dropped: { text: 'libvirt knows no {name} in {parent}, and drops it', cure: '{cure}', effect: 'dropped' },
    refused: { text: 'libvirt knows no {name} in {parent}, and refuses the domain', cure: '{cure}', effect: 'refused' },
    newerDropped: {
      text: '{name} needs libvirt {since}, and libvirt {target} drops it',
      cure: 'Take it out, or name a target of libvirt {since}',
      effect: 'dropped',
      severity: 'info',
    },
    newerRefused: {
      text: '{name} needs libvirt {since}, and libvirt {target} refuses the domain',
      cure: 'Take it out, or name a target of libvirt {since}',
      effect: 'refused',
    },
  },
  check({ read, target, isAtLeast, report }) {
    for (const { element: parent, words } of read(listDescribedElements)) {
      const known = namesAt(words.children, target.libvirt);
      const odd = listOdd(parent, known);
      if (odd.length === 0) continue;
      const isStrict = STRICT.test(words.path) || (words.path === TLBFLUSH && isAtLeast('libvirt', '11.0'));
      const unknown = odd.filter((child) => !isLeftToOthers(child, isStrict));
      const taken = new Set(parent.elements.map(nameOf));
      for (const child of unknown) {
        const name = nameOf(child);
        const since = words.children.get(name);
        const data = {
          name: `<${child.name}>`,
          parent: `<${parent.name}>`,
          since: since ?? '',
          target: target.libvirt,
        };
        if (since !== undefined) {
          report({ message: isStrict ? 'newerRefused' : 'newerDropped', at: child, data });
          continue;
        }
        const { cure, meant } = readMisspelling(name, known, taken, (word) => `<${nameLike(child, word)}>`);
        const message = isStrict ? 'refused' : 'dropped';
        report({ message, at: child, data: { ...data, cure }, ...renaming(child, meant) });
      }
    }
  },
});

/** The children whose names the target does not have. */
function listOdd({ children }: XmlElement, known: ReadonlySet<string>): XmlElement[] {
  const odd: XmlElement[] = [];
  for (const child of children) if (child.kind === 'element' && !known.has(nameOf(child))) odd.push(child);
  return odd;
}

/** Elements of foreign namespaces, and what should be in the QEMU namespace and is not: other rules are about them. */
function isLeftToOthers(child: XmlElement, isStrict: boolean): boolean {
  // Among features libvirt looks at no namespace.
  return !isStrict && (vocabularyName(child) === undefined || isUnboundQemuElement(child));
}

function nameOf(child: XmlElement): string {
  return vocabularyName(child) ?? child.localName;
}

/** A name of the vocabulary with the prefix that an element has. */
function nameLike({ name, localName }: XmlElement, word: string): string {
  return name.slice(0, name.length - localName.length) + word.replace(/^qemu:/, '');
}

function renaming(element: XmlElement, meant: string | undefined): Pick<Report, 'fix'> {
  if (meant === undefined || meant.startsWith('qemu:') !== (element.namespace !== '')) return {};
  const name = nameLike(element, meant);
  return { fix: (draft) => draft.rename(element, name, `libvirt knows no <${element.name}>`) };
}
