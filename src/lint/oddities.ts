import { type Choice, isOdd } from '../domain/device-words.js';
import { vocabularyName } from '../domain/vocabulary.js';
import type { XmlElement } from '../xml/node.js';
import { typeOf } from './needed-parts.js';
import type { Known, NeedsOfPlace, Place, UsualText } from './places.js';

/**
 * What looks odd at a glance: a name or a value that libvirt 9.0 does not know, an element directly below the root that
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

/** Look at an element of a place, but neither at its attributes nor at what is in it. */
export function glance(element: XmlElement, place: Place, odd: Set<Oddity>): void {
  if (place.texts.length > 0) glanceAtText(element, place.texts, odd);
  for (let index = 0; index < place.needs.length; index += 1) {
    const needs = place.needs[index] as NeedsOfPlace;
    if (isLacking(element, needs)) odd.add('part');
  }
}

/** Look at an attribute of an element, of which something may be known. */
export function glanceAtAttribute(
  element: XmlElement,
  { isClosed, depth }: Place,
  known: Known | undefined,
  name: string,
  value: string,
  odd: Set<Oddity>,
): void {
  // Declarations of namespaces are none, nor is what libvirt's reader finds under any prefix.
  if (isClosed && !known?.isOld && name !== 'xmlns' && !name.includes(':')) odd.add('attribute');
  if (known === undefined) return;
  if (known.words !== undefined && !known.words.has(value)) odd.add(known.oddity);
  for (let at = 0; at < known.choices.length; at += 1) {
    const choice = known.choices[at] as Choice;
    if (!choice.taken.has(value) && isOdd(ancestor(element, depth), choice, value)) odd.add('value');
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

function isLacking(element: XmlElement, { isOfParent, always, byType }: NeedsOfPlace): boolean {
  const asked = isOfParent ? (element.parent ?? element) : element;
  const parts = byType.size === 0 ? always : (byType.get(typeOf(asked)) ?? always);
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as (typeof parts)[number];
    if (!part.isIn(element) && (part.when?.(asked) ?? true)) return true;
  }
  return false;
}

/** True for a child that libvirt 9.0 knows in an element of a place, or where nobody listed its children. */
export function isKnownChild(child: XmlElement, place: Place | undefined): boolean {
  return place?.children?.has(vocabularyName(child) ?? child.localName) ?? true;
}
