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
export interface Known {
  /** True where libvirt 9.0 knows it, or nobody listed the attributes of the place. */
  readonly isOld: boolean;
  /** The values that it takes, or that most have, where these are few. */
  words: ReadonlySet<string> | undefined;
  /** What any other value is. */
  oddity: Oddity;
  /** The words that it takes in devices of a kind, newer attributes too. */
  readonly choices: Choice[];
}

/** What an element needs, or what its parent needs of it. */
export interface NeedsOfPlace extends Needs {
  readonly isOfParent: boolean;
}

/** What most elements of a place say, and what any other text is. */
export interface UsualText {
  readonly usual: RegExp;
  readonly oddity: Oddity;
}

/** What the elements of one place look like. */
export interface Place {
  readonly attributes: Map<string, Known>;
  /** True where libvirt knows no other attributes. */
  isClosed: boolean;
  /** The children that libvirt knows, where somebody listed them. */
  children: ReadonlySet<string> | undefined;
  readonly needs: NeedsOfPlace[];
  readonly texts: UsualText[];
  /** Where there is one such element: in the whole domain, or in each device. */
  single: 'domain' | 'device' | undefined;
  /** How many levels above it the device is, which matters within devices alone. */
  readonly depth: number;
}

/** The table, once somebody asked. */
let table: ReadonlyMap<string, Place> | undefined;

/** What is known of the elements of each place, by the names from the root on, of which none has a prefix. */
export function knownPlaces(): ReadonlyMap<string, Place> {
  table ??= readPlaces();
  return table;
}

function readPlaces(): Map<string, Place> {
  const places = new Map<string, Place>();
  const placeAt = (path: string): Place => {
    const plain = path.replaceAll('qemu:', '');
    const known = places.get(plain);
    if (known !== undefined) return known;
    const depth = plain.split('/').length - 'domain/devices/disk'.split('/').length;
    const place: Place = {
      attributes: new Map(),
      isClosed: false,
      children: undefined,
      needs: [],
      texts: [],
      single: undefined,
      depth,
    };
    places.set(plain, place);
    return place;
  };
  const attributeAt = (path: string, name: string): Known => {
    const place = placeAt(path);
    const known = place.attributes.get(name);
    if (known !== undefined) return known;
    const made: Known = { isOld: !place.isClosed, words: undefined, oddity: 'value', choices: [] };
    place.attributes.set(name, made);
    return made;
  };

  for (const [path, attributes, children = ''] of VOCABULARY) {
    const place = placeAt(path);
    place.isClosed = true;
    place.children = namesAt(readNames(children), OLDEST);
    const names = readNames(attributes);
    const closed = listClosedAttributes({ path, attributes: names });
    for (const [name, since] of names) {
      const values = closed.get(name);
      const there = values && namesAt(values, OLDEST);
      const words = there && isTakenForAbsent({ path }, name, '') ? new Set([...there, '']) : there;
      place.attributes.set(name, { isOld: isAtLeast(OLDEST, since), words, oddity: 'value', choices: [] });
    }
  }
  for (const row of DEVICE_WORDS) {
    for (const { attribute, choice } of listChoices(row, OLDEST)) {
      attributeAt(`domain/devices/${row.at}`, attribute).choices.push(choice);
    }
  }
  for (const [path, parts] of groupBy(NEEDED_PARTS, pathOf)) {
    const [own, ofParent] = [parts.filter(({ within }) => within === undefined), parts.filter(({ within }) => within)];
    const { needs } = placeAt(path);
    if (own.length > 0) needs.push({ ...readNeeds(own), isOfParent: false });
    if (ofParent.length > 0) needs.push({ ...readNeeds(ofParent), isOfParent: true });
  }
  for (const { blocks, list, parts } of NEEDED_SETTINGS) {
    const path = list === undefined ? `domain/${blocks}` : `domain/${blocks}/${list}`;
    const needs = readNeeds(parts.map((part) => ({ device: path, part })));
    placeAt(path).needs.push({ ...needs, isOfParent: false });
  }
  for (const { path, isOfDevice } of SINGLE_PLACES) placeAt(path).single = isOfDevice ? 'device' : 'domain';
  for (const [path, name, words, oddity] of listUsualValues()) {
    Object.assign(attributeAt(path, name), { words, oddity });
  }
  for (const [path, usual, oddity] of USUAL_TEXTS) placeAt(path).texts.push({ usual, oddity });
  // Of two clocks libvirt reads one offset, and all timers.
  placeAt('domain/clock').single = 'domain';
  return places;
}

function pathOf({ device, within }: NeededPart): string {
  return `domain/devices/${within === undefined ? device : `${device}/${within}`}`;
}
