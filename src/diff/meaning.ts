import type { Domain } from '../domain/domain.js';
import { listEffectiveChildren } from '../domain/effective-element.js';
import { NAMESPACES } from '../domain/namespaces.js';
import type { XmlElement } from '../xml/node.js';
import { rewrite } from './rewrites.js';
import { dropRuntime } from './runtime.js';
import { readAttributes, readText } from './values.js';

/** A value, as it is compared and as it is written. */
export interface Value {
  readonly meaning: string;
  readonly written: string;
}

/** An element as libvirt reads it: one of all blocks that it merges, values in one spelling. */
export interface Meaning {
  /** Name, in libvirt's namespaces with the prefix that libvirt prints. */
  readonly name: string;
  readonly parent: Meaning | undefined;
  readonly attributes: Map<string, Value>;
  text: Value;
  children: Meaning[];
  /** Which child of its parent it is. */
  position: number;
  /** True where it is not written, only meant. */
  readonly isImplied?: boolean;
  /** What it was read from. */
  readonly element: XmlElement;
}

/** Read a domain as libvirt does. */
export function readMeaning(domain: Domain): Meaning {
  return readElement([domain.root], undefined);
}

function readElement(blocks: readonly XmlElement[], parent: Meaning | undefined): Meaning {
  const [element] = blocks as [XmlElement];
  const meaning: Meaning = {
    name: canonicalName(element),
    parent,
    attributes: new Map(),
    text: NOTHING,
    children: [],
    position: 0,
    element,
  };
  for (const { name, value } of element.attributes) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    meaning.attributes.set(name, { meaning: value, written: value });
  }
  meaning.children = listEffectiveChildren(blocks).map((child) => readElement(child, meaning));
  const text = element.text.replace(/\r\n?/g, '\n');
  if (text !== '') meaning.text = readText(meaning, text);
  readAttributes(meaning);
  dropRuntime(meaning);
  rewrite(meaning);
  meaning.children.forEach((child, position) => {
    child.position = position;
  });
  return meaning;
}

const NOTHING: Value = { meaning: '', written: '' };

const PREFIXES: ReadonlyMap<string, string> = new Map(Object.entries(NAMESPACES).map(([prefix, uri]) => [uri, prefix]));

function canonicalName({ name, localName, namespace }: XmlElement): string {
  if (namespace === '') return name;
  return `${PREFIXES.get(namespace) ?? `{${namespace}}`}:${localName}`;
}
