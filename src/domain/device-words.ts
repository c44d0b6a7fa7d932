import type { Attribute } from '../xml/attributes.js';
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
export interface Choice {
  readonly values: Names;
  /** Those that the version of libvirt has, and the empty one where it says nothing. */
  readonly taken: ReadonlySet<string>;
  readonly when: readonly Condition[];
}

/** A {@link DeviceCondition} that is read already. */
interface Condition {
  /** The names of the children from the device to what has the attribute. */
  readonly below: readonly string[];
  readonly attribute: string;
  readonly words: ReadonlySet<string>;
  readonly isOneOf: boolean;
}

/** What a version of libvirt knows of an element: its attributes, and the children that have some. */
interface Place {
  readonly attributes: Map<string, readonly Choice[]>;
  readonly children: Map<string, Place>;
  /** True where libvirt reads each such child, and not the first one alone. */
  isEach: boolean;
}

const NONE: readonly never[] = [];

/** The table for the version that was asked for last: one run asks for one. */
let prepared: { readonly libvirt: string; readonly devices: ReadonlyMap<string, Place> } | undefined;

/** By the name of the device, what a version of libvirt knows of it. */
function prepare(libvirt: string): ReadonlyMap<string, Place> {
  if (prepared?.libvirt === libvirt) return prepared.devices;
  const root = makePlace();
  for (const row of DEVICE_WORDS) {
    const place = row.at.split('/').reduce((parent, name) => {
      const child = parent.children.get(name) ?? makePlace();
      parent.children.set(name, child);
      return child;
    }, root);
    if (row.each) place.isEach = true;
    for (const { attribute, since, choice } of listChoices(row, libvirt)) {
      if (!isAtLeast(libvirt, since)) continue;
      place.attributes.set(attribute, [...(place.attributes.get(attribute) ?? []), choice]);
    }
  }
  prepared = { libvirt, devices: root.children };
  return root.children;
}

function makePlace(): Place {
  return { attributes: new Map(), children: new Map(), isEach: false };
}

/** The attributes of a row, the version of libvirt that brought each, and the words that another version takes. */
export function listChoices(
  { words, when = NONE, empty = '' }: DeviceWordsRow,
  libvirt: string,
): { readonly attribute: string; readonly since: string; readonly choice: Choice }[] {
  const absent = empty.split(' ');
  const conditions = when.map(readCondition);
  return Object.entries(words).flatMap(([key, text]) => {
    const values = readNames(text);
    const there = namesAt(values, libvirt);
    return [...readNames(key)].map(([attribute, since]) => {
      const taken = absent.includes(attribute) ? new Set([...there, '']) : there;
      return { attribute, since, choice: { values, taken, when: conditions } };
    });
  });
}

/** List the attributes of devices that hold a word that a version of libvirt does not take there. */
export function listOddDeviceWords(domain: DomainReader, libvirt: string): OddWord[] {
  const odd: OddWord[] = [];
  const known = prepare(libvirt);
  for (const device of domain.listDevices()) {
    const place = known.get(device.name);
    if (place !== undefined) addOdd(device, device, place, odd);
  }
  return odd;
}

/** Add what an element and those in it say wrong. Loops by index, as most of the time of lint goes by in such ones. */
function addOdd(device: XmlElement, element: XmlElement, place: Place, odd: OddWord[]): void {
  if (place.attributes.size > 0) {
    const { attributes } = element;
    for (let index = 0; index < attributes.length; index += 1) {
      const attribute = attributes[index] as Attribute;
      const choices = place.attributes.get(attribute.name);
      if (choices !== undefined) addOddWord(device, element, attribute, choices, odd);
    }
  }
  if (place.children.size === 0) return;
  const met: Place[] = [];
  const { children } = element;
  for (let index = 0; index < children.length; index += 1) {
    const child = children[index];
    if (child?.kind !== 'element') continue;
    const below = place.children.get(child.name);
    if (below === undefined || child.namespace !== '' || met.includes(below)) continue;
    if (!below.isEach) met.push(below);
    addOdd(device, child, below, odd);
  }
}

function addOddWord(
  device: XmlElement,
  element: XmlElement,
  { name, value }: Attribute,
  choices: readonly Choice[],
  odd: OddWord[],
): void {
  for (let index = 0; index < choices.length; index += 1) {
    const choice = choices[index] as Choice;
    if (isOdd(device, choice, value)) odd.push({ element, name, value, values: choice.values });
  }
}

/** True for a word of which libvirt refuses the device. */
export function isOdd(device: XmlElement, { taken, when }: Choice, value: string): boolean {
  return !taken.has(value) && holdAll(device, when);
}

function readCondition([path, is, words]: DeviceCondition): Condition {
  const below = path.split('/');
  const attribute = below.pop()?.slice(1) ?? '';
  return { below, attribute, words: new Set(words.split(' ')), isOneOf: is === 'one of' };
}

/** True where each attribute has one of the words, or none of them; one that is absent has none. */
function holdAll(device: XmlElement, conditions: readonly Condition[]): boolean {
  for (const { below, attribute, words, isOneOf } of conditions) {
    let element: XmlElement | undefined = device;
    for (const name of below) element = element?.child(name);
    if (words.has(element?.attribute(attribute) ?? '') !== isOneOf) return false;
  }
  return true;
}
