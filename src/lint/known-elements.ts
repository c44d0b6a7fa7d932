import { type Choice, DEVICE_WORDS, listChoices } from '../domain/device-words.js';
import { groupBy } from '../domain/group-by.js';
import { SINGLE_PLACES } from '../domain/spares.js';
import { isAtLeast, OLDEST_TARGET } from '../domain/target.js';
import { namesAt, readNames } from '../domain/vocabulary.js';
import { VOCABULARY } from '../domain/vocabulary-table.js';
import { isTakenForAbsent, listClosedAttributes } from '../domain/vocabulary-values.js';
import { NEEDED_PARTS, type NeededPart, type Needs, readNeeds } from './needed-parts.js';
import { NEEDED_SETTINGS } from './needed-settings.js';
import type { Oddity } from './oddities.js';
import { listUsualValues, USUAL_TEXTS } from './usual.js';

const { libvirt: OLDEST } = OLDEST_TARGET;

/** What is known of an attribute. */
export interface KnownAttribute {
  /** True where the oldest target knows it, or nobody listed the attributes of the element. */
  readonly isOld: boolean;
  /** The values that it takes, or that most have, where these are few. */
  words: ReadonlySet<string> | undefined;
  /** What any other value is. */
  oddity: Oddity;
  /** The words that it takes in devices of a kind, newer attributes too. */
  readonly choices: Choice[];
}

/** What an element needs, or what its parent needs of it. */
export interface KnownNeeds extends Needs {
  readonly isOfParent: boolean;
}

/** What most such elements say, and what any other text is. */
export interface UsualText {
  readonly usual: RegExp;
  readonly oddity: Oddity;
}

/** What is known of the elements with one path. */
export interface KnownElement {
  readonly attributes: Map<string, KnownAttribute>;
  /** The children that libvirt knows, where somebody listed them; the attributes are all listed then. */
  children: ReadonlySet<string> | undefined;
  readonly needs: KnownNeeds[];
  readonly texts: UsualText[];
  /** Where there is one such element: in the whole domain, or in each device. */
  single: 'domain' | 'device' | undefined;
  /** How many levels above it the device is, which matters within devices alone. */
  readonly depth: number;
}

/** The table, once somebody asked. */
let table: ReadonlyMap<string, KnownElement> | undefined;

/** What is known of elements, by the names from the root on, of which none has a prefix. */
export function knownElements(): ReadonlyMap<string, KnownElement> {
  table ??= readKnownElements();
  return table;
}

/** A path without the prefix of libvirt's QEMU namespace. */
export function plainPath(path: string): string {
  return path.replaceAll('qemu:', '');
}

function readKnownElements(): Map<string, KnownElement> {
  const elements = new Map<string, KnownElement>();
  const elementAt = (path: string): KnownElement => {
    const plain = plainPath(path);
    const known = elements.get(plain);
    if (known !== undefined) return known;
    const depth = plain.split('/').length - 'domain/devices/disk'.split('/').length;
    const element: KnownElement = {
      attributes: new Map(),
      children: undefined,
      needs: [],
      texts: [],
      single: undefined,
      depth,
    };
    elements.set(plain, element);
    return element;
  };
  const attributeAt = (path: string, name: string): KnownAttribute => {
    const element = elementAt(path);
    const known = element.attributes.get(name);
    if (known !== undefined) return known;
    const made: KnownAttribute = {
      isOld: element.children === undefined,
      words: undefined,
      oddity: 'value',
      choices: [],
    };
    element.attributes.set(name, made);
    return made;
  };

  for (const [path, attributes, children = ''] of VOCABULARY) {
    const element = elementAt(path);
    element.children = namesAt(readNames(children), OLDEST);
    const names = readNames(attributes);
    const closed = listClosedAttributes({ path, attributes: names });
    for (const [name, since] of names) {
      const values = closed.get(name);
      const there = values && namesAt(values, OLDEST);
      const words = there && isTakenForAbsent({ path }, name, '') ? new Set([...there, '']) : there;
      element.attributes.set(name, { isOld: isAtLeast(OLDEST, since), words, oddity: 'value', choices: [] });
    }
  }
  for (const row of DEVICE_WORDS) {
    for (const { attribute, choice } of listChoices(row, OLDEST)) {
      attributeAt(`domain/devices/${row.at}`, attribute).choices.push(choice);
    }
  }
  for (const [path, parts] of groupBy(NEEDED_PARTS, pathOf)) {
    const [own, ofParent] = [parts.filter(({ within }) => within === undefined), parts.filter(({ within }) => within)];
    const { needs } = elementAt(path);
    if (own.length > 0) needs.push({ ...readNeeds(own), isOfParent: false });
    if (ofParent.length > 0) needs.push({ ...readNeeds(ofParent), isOfParent: true });
  }
  for (const { blocks, list, parts } of NEEDED_SETTINGS) {
    const path = list === undefined ? `domain/${blocks}` : `domain/${blocks}/${list}`;
    const needs = readNeeds(parts.map((part) => ({ part })));
    elementAt(path).needs.push({ ...needs, isOfParent: false });
  }
  for (const { path, isOfDevice } of SINGLE_PLACES) elementAt(path).single = isOfDevice ? 'device' : 'domain';
  for (const [path, name, words, oddity] of listUsualValues()) {
    const known = attributeAt(path, name);
    if (known.words !== undefined) throw new Error(`The values of ${path}/@${name} are known already`);
    Object.assign(known, { words, oddity });
  }
  for (const [path, usual, oddity] of USUAL_TEXTS) elementAt(path).texts.push({ usual, oddity });
  // Of two clocks libvirt reads one offset, and all timers.
  elementAt('domain/clock').single = 'domain';
  return elements;
}

function pathOf({ device, within }: NeededPart): string {
  return `domain/devices/${within === undefined ? device : `${device}/${within}`}`;
}
