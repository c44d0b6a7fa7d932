import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { groupBy } from './group-by.js';
import { NAMESPACES } from './namespaces.js';
import { isAtLeast, OLDEST_TARGET } from './target.js';
import { VOCABULARY, type VocabularyRow } from './vocabulary-table.js';

/** Names, each with the version of libvirt that brought it; what is older than ptx needs has the oldest one. */
export type Names = ReadonlyMap<string, string>;

/** What libvirt knows of an element. */
export interface Words {
  /** Names from the root: `domain/features/kvm`. */
  readonly path: string;
  readonly attributes: Names;
  /** Those of libvirt's QEMU namespace as `qemu:arg`, whatever their prefix. */
  readonly children: Names;
  /** What is known of the children, of those that the vocabulary describes. */
  readonly described: ReadonlyMap<string, Words>;
}

/** An element of a domain that the vocabulary describes. */
export interface DescribedElement {
  readonly element: XmlElement;
  readonly words: Words;
}

/** What libvirt knows of the root, once somebody asked. */
let rootWords: Words | undefined;

/** What the table says of the root and of all below it. */
function readRoot(): Words {
  const rows = groupBy(VOCABULARY, ([path]) => parentOf(path));
  const read = ([path, attributes, children = '']: VocabularyRow): Words => ({
    path,
    attributes: readNames(attributes),
    children: readNames(children),
    described: new Map((rows.get(path) ?? []).map((row) => [row[0].slice(path.length + 1), read(row)])),
  });
  const [root] = rows.get('') ?? [];
  return read(root as VocabularyRow);
}

/** The names to the parent of an element. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Every element of a domain that the vocabulary describes, in the order of the document; those that libvirt drops too. */
export function listDescribedElements(domain: DomainReader): DescribedElement[] {
  const described: DescribedElement[] = [];
  const visit = (element: XmlElement, words: Words) => {
    described.push({ element, words });
    for (const child of element.children) {
      const known = child.kind === 'element' ? words.described.get(vocabularyName(child) ?? '') : undefined;
      if (known !== undefined) visit(child as XmlElement, known);
    }
  };
  rootWords ??= readRoot();
  visit(domain.root, rootWords);
  return described;
}

/** The name under which the vocabulary has an element, undefined for one of a foreign namespace. */
export function vocabularyName(element: XmlElement): string | undefined {
  if (element.namespace === '') return element.name;
  return element.namespace === NAMESPACES.qemu ? `qemu:${element.localName}` : undefined;
}

/** What was asked before: one run asks of one version. */
const asked = new WeakMap<Names, { readonly libvirt: string; readonly names: ReadonlySet<string> }>();

/** The names that a version of libvirt has, in the order of the table. */
export function namesAt(names: Names, libvirt: string): ReadonlySet<string> {
  const before = asked.get(names);
  if (before?.libvirt === libvirt) return before.names;
  const there = new Set<string>();
  for (const [name, since] of names) if (isAtLeast(libvirt, since)) there.add(name);
  asked.set(names, { libvirt, names: there });
  return there;
}

/** What was read before: many attributes take the same words. */
const namesByText = new Map<string, Names>();

/** Read names of a table that are separated by white space, each perhaps with its version: `acpi ps2@10.7`. */
export function readNames(text: string): Names {
  const before = namesByText.get(text);
  if (before !== undefined) return before;
  const names = new Map<string, string>();
  for (const word of text.split(/\s+/)) {
    const [name = '', since = OLDEST_TARGET.libvirt] = word.split('@');
    if (name !== '') names.set(name, since);
  }
  namesByText.set(text, names);
  return names;
}
