import { type Choice, isOdd } from '../domain/device-words.js';
import { vocabularyName } from '../domain/vocabulary.js';
import type { XmlElement } from '../xml/node.js';
import type { KnownAttribute, KnownElement, KnownNeeds, UsualText } from './known-elements.js';
import { typeOf } from './needed-parts.js';

/**
 * What looks odd at a glance: a name or a value that the oldest target does not know, an element directly below the root that
 * is in another namespace or unknown, a number, an address, a UUID or one of the basics that is not as in most domains,
 * a part that libvirt needs and does not find, one of several where it reads one.
 *
 * A glance may find odd what no rule minds: it asks for no other version, and not whether libvirt reads the element at
 * all. It may never pass over what a rule with that word would report.
 */
export type Oddity =
  | 'address'
  | 'attribute'
  | 'basics'
  | 'element'
  | 'namespace'
  | 'number'
  | 'part'
  | 'spare'
  | 'uuid'
  | 'value';

/** Look at the text of an element and at the parts that it needs, not at its attributes. */
export function glance(element: XmlElement, { texts, needs }: KnownElement, odd: Set<Oddity>): void {
  if (texts.length > 0) glanceAtText(element, texts, odd);
  for (let index = 0; index < needs.length; index += 1) {
    if (isLacking(element, needs[index] as KnownNeeds)) odd.add('part');
  }
}

/** Look at an attribute of an element, of which something may be known. */
export function glanceAtAttribute(
  element: XmlElement,
  { children, depth }: KnownElement,
  known: KnownAttribute | undefined,
  name: string,
  value: string,
  odd: Set<Oddity>,
): void {
  // libvirt takes neither a declaration of a namespace nor a prefixed name for an attribute of its own.
  const isListed = children !== undefined && name !== 'xmlns' && !name.includes(':');
  if (isListed && !known?.isOld) odd.add('attribute');
  if (known === undefined) return;
  if (known.words !== undefined && !known.words.has(value)) odd.add(known.oddity);
  for (let at = 0; at < known.choices.length; at += 1) {
    const choice = known.choices[at] as Choice;
    if (isOdd(ancestor(element, depth), choice, value)) odd.add('value');
  }
}

function glanceAtText({ children, namespace }: XmlElement, texts: readonly UsualText[], odd: Set<Oddity>): void {
  const [node] = children;
  const text = children.length === 1 && node?.kind === 'text' && namespace === '' ? node.raw : '';
  for (let index = 0; index < texts.length; index += 1) {
    const { usual, oddity } = texts[index] as UsualText;
    if (!usual.test(text)) odd.add(oddity);
  }
}

function ancestor(element: XmlElement, levels: number): XmlElement {
  let above = element;
  for (let level = 0; level < levels; level += 1) above = above.parent ?? above;
  return above;
}

function isLacking(element: XmlElement, { isOfParent, always, byType }: KnownNeeds): boolean {
  const asked = isOfParent ? (element.parent ?? element) : element;
  const parts = byType.size === 0 ? always : (byType.get(typeOf(asked)) ?? always);
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as (typeof parts)[number];
    if (!part.isIn(element) && (part.when?.(asked) ?? true)) return true;
  }
  return false;
}

/** True for a child that the oldest target knows in an element, or where nobody listed its children. */
export function isKnownChild(child: XmlElement, known: KnownElement | undefined): boolean {
  return known?.children?.has(vocabularyName(child) ?? child.localName) ?? true;
}
