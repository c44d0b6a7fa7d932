import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { findPredecessorAmong } from './element-order.js';
import { NAMESPACES } from './namespaces.js';

/** Describe an element of libvirt's QEMU namespace under the prefix that the document declares for it. */
export type QemuMarkup = (
  name: string,
  attributes?: Readonly<Record<string, string>>,
  content?: readonly Markup[],
) => Markup;

/** Elements of libvirt's QEMU namespace directly below the root, such as `commandline`, whatever their prefix. */
export function listQemuBlocks(draft: DomainReader, name: string): XmlElement[] {
  return listQemuChildren(draft.root, name);
}

/** Children of an element in libvirt's QEMU namespace, whatever their prefix. */
export function listQemuChildren(parent: XmlElement, name: string): XmlElement[] {
  return parent.elements.filter((element) => element.namespace === NAMESPACES.qemu && element.localName === name);
}

/** Blocks that libvirt knows in its QEMU namespace alone. */
const BLOCKS = new Set(['commandline', 'override', 'capabilities', 'deprecation']);

/**
 * True for an element that libvirt would only read in its QEMU namespace, and that is not in it: a block directly below
 * the root, or anything within a block.
 */
export function isUnboundQemuElement({ namespace, localName, parent }: XmlElement): boolean {
  if (namespace === NAMESPACES.qemu || parent === undefined) return false;
  return parent.namespace === NAMESPACES.qemu || (parent.parent === undefined && BLOCKS.has(localName));
}

/** The element on which a prefix that an element uses is declared, undefined where it uses none. */
export function findDeclaration(element: XmlElement): { holder: XmlElement; attribute: string } | undefined {
  const colon = element.name.indexOf(':');
  const attribute = colon < 0 ? 'xmlns' : `xmlns:${element.name.slice(0, colon)}`;
  for (let holder: XmlElement | undefined = element; holder !== undefined; holder = holder.parent) {
    if (holder.attribute(attribute) !== undefined) return { holder, attribute };
  }
  return undefined;
}

/**
 * Add an element of libvirt's QEMU namespace. The root comes to declare the namespace where it does not: without the
 * declaration libvirt loses the whole block in silence (9.0).
 *
 * @param key attribute by whose value the element goes among its namesakes, so that the order of steps does not show
 */
export function addQemuElement(
  draft: DomainDraft,
  parent: XmlElement,
  describe: (qemu: QemuMarkup) => Markup,
  reason: string,
  key?: string,
): XmlElement {
  const prefix = prefixIn(parent) ?? declarePrefix(draft, parent, reason);
  const content = describe((name, attributes, children) =>
    markup(`${prefix}:${name}`, attributes, children, NAMESPACES.qemu),
  );
  if (key === undefined) return draft.add(parent, content, reason);
  const value = content.attributes[key] ?? '';
  const isBefore = (sibling: XmlElement) => (sibling.attribute(key) ?? '') < value;
  return draft.insert(parent, content, findPredecessorAmong(parent, content.name, NAMESPACES.qemu, isBefore), reason);
}

/** The first block of this name, which is added where there is none. */
export function ensureQemuBlock(draft: DomainDraft, name: string, reason: string): XmlElement {
  return listQemuBlocks(draft, name)[0] ?? addQemuElement(draft, draft.root, (qemu) => qemu(name), reason);
}

/** The prefix that means the QEMU namespace inside an element. */
function prefixIn(element: XmlElement): string | undefined {
  const hidden = new Set<string>();
  for (const { name, value } of declarationsIn(element)) {
    if (value === NAMESPACES.qemu && !hidden.has(name)) return name.slice('xmlns:'.length);
    hidden.add(name);
  }
  return undefined;
}

/** Declare the namespace on the root, under a prefix that nothing on the way down to `parent` binds to another. */
function declarePrefix(draft: DomainDraft, parent: XmlElement, reason: string): string {
  const taken = new Set(declarationsIn(parent).map(({ name }) => name));
  let prefix = 'qemu';
  while (taken.has(`xmlns:${prefix}`)) prefix += '-x';
  draft.setAttribute(draft.root, `xmlns:${prefix}`, NAMESPACES.qemu, reason);
  return prefix;
}

/** All declarations of prefixes that an element sees, from the inside out. */
function declarationsIn(element: XmlElement): { name: string; value: string }[] {
  const own = element.attributes.filter(({ name }) => name.startsWith('xmlns:'));
  return element.parent === undefined ? own : [...own, ...declarationsIn(element.parent)];
}
