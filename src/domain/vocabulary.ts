import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { NAMESPACES } from './namespaces.js';
import { OLDEST_TARGET } from './target.js';
import { VOCABULARY } from './vocabulary-table.js';

/** Names, each with the version of libvirt that brought it; what is older than ptx needs has the oldest one. */
export type Names = ReadonlyMap<string, string>;

/** What libvirt knows of an element. */
export interface Words {
  readonly attributes: Names;
  /** Those of libvirt's QEMU namespace as `qemu:arg`, whatever their prefix. */
  readonly children: Names;
}

/** An element of a domain that the vocabulary describes. */
export interface DescribedElement {
  readonly element: XmlElement;
  /** Names from the root: `domain/features/kvm`. */
  readonly path: string;
  readonly words: Words;
}

const table: ReadonlyMap<string, Words> = new Map(
  VOCABULARY.map(([path, attributes, children = '']) => [
    path,
    { attributes: readNames(attributes), children: readNames(children) },
  ]),
);

/** Every element of a domain that the vocabulary describes, in the order of the document; those that libvirt drops too. */
export function listDescribedElements(domain: DomainReader): DescribedElement[] {
  const described: DescribedElement[] = [];
  const visit = (element: XmlElement, path: string) => {
    const words = table.get(path);
    if (words === undefined) return;
    described.push({ element, path, words });
    for (const child of element.elements) {
      const name = vocabularyName(child);
      if (name !== undefined) visit(child, `${path}/${name}`);
    }
  };
  visit(domain.root, 'domain');
  return described;
}

/** The name under which the vocabulary has an element, undefined for one of a foreign namespace. */
export function vocabularyName({ name, localName, namespace }: XmlElement): string | undefined {
  if (namespace === NAMESPACES.qemu) return `qemu:${localName}`;
  return namespace === '' ? name : undefined;
}

/** Read names that are separated by white space, each perhaps with its version: `acpi ps2@10.7`. */
export function readNames(text: string): Names {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return new Map(
    words.map((word) => {
      const [name = '', since = OLDEST_TARGET.libvirt] = word.split('@');
      return [name, since];
    }),
  );
}
