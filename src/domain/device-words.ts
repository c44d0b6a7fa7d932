import type { XmlElement } from '../xml/node.js';
import { ADDRESSES } from './device-words-addresses.js';
import { CHARACTERS } from './device-words-characters.js';
import { GRAPHICS, INPUT, SOUND, VIDEO } from './device-words-desktop.js';
import { INTERFACE } from './device-words-network.js';
import { HOSTDEV, SMALL_DEVICES } from './device-words-others.js';
import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { CONTROLLER, DISK, FILESYSTEM } from './device-words-storage.js';
import type { DomainReader } from './domain-reader.js';
import { isAtLeast } from './target.js';
import { type Names, namesAt, readNames } from './vocabulary.js';

/**
 * Attributes of devices of which libvirt refuses every value but a few. Where it takes any value, such as the model of a
 * network card, there is no row.
 *
 * @see domain_conf.c of libvirt 9.0.0, domaincommon.rng of 9.0.0, 11.3.0 and 12.8.0, and the versions in its
 * formatdomain and news pages
 */
export const DEVICE_WORDS: readonly DeviceWordsRow[] = [
  ...DISK,
  ...CONTROLLER,
  ...FILESYSTEM,
  ...INTERFACE,
  ...INPUT,
  ...GRAPHICS,
  ...SOUND,
  ...VIDEO,
  ...CHARACTERS,
  ...SMALL_DEVICES,
  ...HOSTDEV,
  ...ADDRESSES,
];

/** An attribute that holds none of the words that it takes. */
export interface OddWord {
  readonly element: XmlElement;
  readonly name: string;
  readonly value: string;
  readonly values: Names;
}

/** Words of an attribute, and where they are the ones that count. */
interface Choice {
  readonly values: Names;
  /** Version that is the first to read the attribute. */
  readonly since: string;
  readonly when: readonly DeviceCondition[];
  /** True where libvirt takes an empty value for none. */
  readonly isEmptyAbsent: boolean;
}

const NONE: readonly never[] = [];

/** What is known of an element: its attributes, and the children that have some. */
interface Place {
  readonly attributes: Map<string, Choice[]>;
  readonly children: Map<string, Place>;
  /** True where libvirt reads each such element, and not the first one alone. */
  isEach: boolean;
}

/** By the name of the device. */
const places = new Map<string, Place>();
for (const { at, when = NONE, each = false, words, empty = '' } of DEVICE_WORDS) {
  let [place, below] = [undefined as Place | undefined, places];
  for (const name of at.split('/')) {
    place = below.get(name) ?? { attributes: new Map(), children: new Map(), isEach: false };
    below.set(name, place);
    below = place.children;
  }
  if (place === undefined) continue;
  place.isEach ||= each;
  for (const [attribute, known] of readNames(Object.keys(words).join(' '))) {
    const text = words[attribute] ?? words[`${attribute}@${known}`] ?? '';
    const choices = place.attributes.get(attribute) ?? [];
    const isEmptyAbsent = empty.split(' ').includes(attribute);
    place.attributes.set(attribute, [...choices, { values: readNames(text), since: known, when, isEmptyAbsent }]);
  }
}

/** List the attributes of devices that hold a word that a version of libvirt does not take there. */
export function listOddDeviceWords(domain: DomainReader, libvirt: string): OddWord[] {
  const odd: OddWord[] = [];
  for (const device of domain.listDevices()) {
    const place = places.get(device.name);
    if (place !== undefined) visit(device, device, place);
  }
  return odd;

  function visit(device: XmlElement, element: XmlElement, { attributes, children }: Place): void {
    for (const { name, value } of attributes.size === 0 ? NONE : element.attributes) {
      for (const { values, since, when, isEmptyAbsent } of attributes.get(name) ?? NONE) {
        if (namesAt(values, libvirt).has(value) || (value === '' && isEmptyAbsent)) continue;
        // What is rare is asked last.
        if (isAtLeast(libvirt, since) && when.every((condition) => holds(device, condition))) {
          odd.push({ element, name, value, values });
        }
      }
    }
    if (children.size === 0) return;
    const first = new Set<Place>();
    for (const child of element.children) {
      const place = child.kind === 'element' && child.namespace === '' ? children.get(child.name) : undefined;
      if (place === undefined || first.has(place)) continue;
      if (!place.isEach) first.add(place);
      visit(device, child as XmlElement, place);
    }
  }
}

/** True where an attribute of a device, or of a child of it, has one of the words; one that is absent has none. */
function holds(device: XmlElement, [path, is, words]: DeviceCondition): boolean {
  const names = path.split('/');
  const attribute = names.pop()?.slice(1) ?? '';
  const value = device.find(...names)?.attribute(attribute) ?? '';
  return words.split(' ').includes(value) === (is === 'one of');
}
