import type { DomainReader } from '../domain/domain-reader.js';
import type { Attribute } from '../xml/attributes.js';
import type { XmlElement } from '../xml/node.js';
import { GUESTS, listGuests } from './about.js';
import { type KnownAttribute, type KnownElement, knownElements, plainPath } from './known-elements.js';
import { glance, glanceAtAttribute, isKnownChild, type Oddity } from './oddities.js';
import type { Rule } from './rule.js';
import { BASICS } from './usual.js';

/** A path of names, and perhaps an attribute and its value. */
const PATH = /^([^[]+)(?:\[@([\w-]+)(?:=([^\]]+))?\])?$/;

/** The walk in which something was last met. */
interface Met {
  met: number;
}

/** The rules that are about an attribute, whatever its value or for one. */
interface AttributeSubject {
  readonly rules: Met[];
  readonly byValue: Map<string, Met[]>;
}

/** The same, and what is known of the attribute. */
interface AttributeSpot extends AttributeSubject {
  readonly known: KnownAttribute | undefined;
}

/** The rules that are about the elements of one place. */
interface Subject {
  readonly rules: Met[];
  readonly attributes: Map<string, AttributeSubject>;
}

/** Where a walk stands: the names that it went through, from the outside in, as far as a path may go on from them. */
interface Spot extends Met {
  readonly names: readonly string[];
  readonly rules: readonly Met[];
  readonly attributes: ReadonlyMap<string, AttributeSpot>;
  /** By the name of a child. */
  readonly next: Map<string, Step>;
  /** What is known of the elements there. */
  readonly known: KnownElement | undefined;
  /** The walk, or the visit of a device, in which the one element was met that there is. */
  taken: number;
}

/** The way to a child. */
interface Step {
  readonly to: Spot;
  /** False for a child of no namespace that the oldest target does not know there. */
  readonly isKnown: boolean;
}

/** A rule that may be chosen. */
interface Candidate<Active> extends Met {
  readonly active: Active;
  readonly odd: readonly Oddity[] | undefined;
}

/** What rules are about, prepared for looking at many domains: a step of a walk costs one look-up, however many they are. */
export class RuleSubjects<Active extends { readonly rule: Rule }> {
  /** The rules for a guest, by the length of what `listGuests` says of it, less one. */
  readonly #byGuests: readonly (readonly Candidate<Active>[])[];
  /** By the names of a path. */
  readonly #subjects = new Map<string, Subject>();
  /** About attributes of any element. */
  readonly #everywhere: Subject = { rules: [], attributes: new Map() };
  /** The beginnings of all paths. */
  readonly #begins: ReadonlySet<string>;
  /** The names in them, as the tables hold them: a piece of a document would hold on to all of it. */
  readonly #names: ReadonlyMap<string, string>;
  /** By their names: no more than there are beginnings of paths, whatever a document nests. */
  readonly #spots = new Map<string, Spot>();
  readonly #outside: Spot;
  /** How many walks there were, and visits in them. */
  #count = 0;

  constructor(active: readonly Active[]) {
    const candidates: Candidate<Active>[] = active.map((each) => ({ active: each, odd: each.rule.odd, met: 0 }));
    this.#byGuests = [...GUESTS.keys()].map((index) =>
      candidates.filter(({ active: { rule } }) => GUESTS.indexOf(rule.guests) <= index),
    );
    const begins = new Set(listKnownBegins());
    for (const candidate of candidates) {
      for (const path of candidate.active.rule.about) this.#add(plainPath(path), candidate, begins);
    }
    this.#begins = begins;
    this.#names = new Map(
      [...begins].map((begin) => begin.slice(begin.lastIndexOf('/') + 1)).map((name) => [name, name]),
    );
    this.#outside = this.#makeSpot([]);
  }

  #add(path: string, rule: Met, begins: Set<string>): void {
    const [, names = '', attribute, value] = PATH.exec(path) ?? [];
    if (names !== '*') addBegins(names, begins);
    const subject: Subject =
      names === '*' ? this.#everywhere : (this.#subjects.get(names) ?? { rules: [], attributes: new Map() });
    this.#subjects.set(names, subject);
    if (attribute === undefined) {
      subject.rules.push(rule);
      return;
    }
    const about: AttributeSubject = subject.attributes.get(attribute) ?? { rules: [], byValue: new Map() };
    subject.attributes.set(attribute, about);
    if (value === undefined) about.rules.push(rule);
    else about.byValue.set(value, [...(about.byValue.get(value) ?? []), rule]);
  }

  /** Keep what is about one of the elements of a domain and about guests like it, and finds odd there what it asks for. */
  select(domain: DomainReader): readonly Active[] {
    return domain.read(this.#selectOnce);
  }

  /** Choose by one walk. */
  readonly #selectOnce = (domain: DomainReader): readonly Active[] => {
    const walk = ++this.#count;
    const found = new Set<Oddity>();
    this.#visit(domain.root, this.#outside, found, walk, walk);
    const guests = listGuests(domain);
    if (!guests.includes('qemu') || BASICS.some((path) => domain.find(path) === undefined)) found.add('basics');
    const kept: Active[] = [];
    for (const { active, odd, met } of this.#byGuests[guests.length - 1] ?? []) {
      const isOdd = odd === undefined || (found.size > 0 && odd.some((each) => found.has(each)));
      if (isOdd && met === walk) kept.push(active);
    }
    return kept;
  };

  #visit(element: XmlElement, above: Spot, found: Set<Oddity>, walk: number, parent: number): void {
    const { to: spot, isKnown } = above.next.get(element.name) ?? this.#enter(above, element.localName);
    const isForeign = element.namespace !== '';
    if (isForeign ? !isKnownChild(element, above.known) : !isKnown) found.add('element');
    // Of what is deeper it does not matter, and the root itself is known.
    if (element.parent?.parent === undefined && (isForeign || !isKnown)) found.add('namespace');
    if (spot.met !== walk) {
      spot.met = walk;
      for (const rule of spot.rules) rule.met = walk;
    }
    const { known } = spot;
    if (spot.attributes.size > 0 || known?.children !== undefined) visitAttributes(element, spot, found, walk);
    if (known !== undefined) {
      glance(element, known, found);
      if (known.single !== undefined) {
        const among = known.single === 'device' ? parent : walk;
        // A domain that is nested in a device may have taken it since.
        if (spot.taken >= among) found.add('spare');
        spot.taken = among;
      }
    }
    const visit = ++this.#count;
    for (const child of element.children) if (child.kind === 'element') this.#visit(child, spot, found, walk, visit);
  }

  /** Go on to a child; from one whose name stands in no path, no path goes on. */
  #enter(above: Spot, localName: string): Step {
    const isKnown = above.known?.children?.has(localName) ?? true;
    const name = this.#names.get(localName);
    if (name === undefined) return { to: this.#outside, isKnown };
    const before = above.next.get(name);
    if (before !== undefined) return before;
    const names = [...above.names, name];
    while (names.length > 0 && !this.#begins.has(names.join('/'))) names.shift();
    const step = { to: this.#spots.get(names.join('/')) ?? this.#makeSpot(names), isKnown };
    above.next.set(name, step);
    return step;
  }

  #makeSpot(names: readonly string[]): Spot {
    const subjects = names.map((_, index) => this.#subjects.get(names.slice(index).join('/')));
    const rules = subjects.flatMap((subject) => subject?.rules ?? []);
    const path = names.join('/');
    const known = knownElements().get(path);
    const attributes = mergeAttributes(
      [this.#everywhere, ...subjects].flatMap((subject) => subject?.attributes ?? []),
      known?.attributes,
    );
    const spot = { names, rules, attributes, next: new Map(), known, met: 0, taken: 0 };
    this.#spots.set(path, spot);
    return spot;
  }
}

/** What the tables know of, and the children of it: the same for all plans. */
let knownBegins: ReadonlySet<string> | undefined;

function listKnownBegins(): ReadonlySet<string> {
  if (knownBegins !== undefined) return knownBegins;
  const begins = new Set<string>();
  for (const [path, { children = [] }] of knownElements()) {
    addBegins(path, begins);
    for (const child of children) addBegins(`${path}/${plainPath(child)}`, begins);
  }
  knownBegins = begins;
  return begins;
}

/** Add a path, and all that it begins with. */
function addBegins(path: string, begins: Set<string>): void {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) begins.add(path.slice(0, end));
  begins.add(path);
}

/** Put together what rules are about, and what is known. */
function mergeAttributes(
  subjects: readonly ReadonlyMap<string, AttributeSubject>[],
  known: ReadonlyMap<string, KnownAttribute> = new Map(),
): Map<string, AttributeSpot> {
  const names = new Set([...subjects, known].flatMap((each) => [...each.keys()]));
  return new Map(
    [...names].map((name) => {
      const all = subjects.flatMap((subject) => subject.get(name) ?? []);
      const values = new Set(all.flatMap(({ byValue }) => [...byValue.keys()]));
      const rulesOf = (value: string) => all.flatMap(({ byValue }) => byValue.get(value) ?? []);
      return [
        name,
        {
          rules: all.flatMap(({ rules }) => rules),
          byValue: new Map([...values].map((value) => [value, rulesOf(value)])),
          known: known.get(name),
        },
      ];
    }),
  );
}

/** Loops by index, as it is run for each element of a document. */
function visitAttributes(element: XmlElement, { attributes, known }: Spot, found: Set<Oddity>, walk: number): void {
  const all = element.attributes;
  for (let index = 0; index < all.length; index += 1) {
    const { name, value } = all[index] as Attribute;
    const about = attributes.get(name);
    if (known !== undefined) glanceAtAttribute(element, known, about?.known, name, value, found);
    if (about === undefined) continue;
    for (const rule of about.rules) rule.met = walk;
    for (const rule of about.byValue.get(value) ?? NONE) rule.met = walk;
  }
}

const NONE: readonly Met[] = [];
