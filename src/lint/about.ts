import type { DomainReader } from '../domain/domain-reader.js';
import { isX86Guest } from '../domain/machine.js';
import type { XmlElement } from '../xml/node.js';
import type { Rule } from './rule.js';

/** The elements by which a domain takes a PCI function of the host. */
export const HOST_PCI_FUNCTIONS = ['hostdev/source/address', 'interface/source/address', 'disk/source/address'];

/** The elements for which VFIO pins the memory of a guest. */
export const VFIO_DEVICES = ['hostdev', 'interface/source/address'];

/** The elements that say on which CPUs of the host something runs. */
export const PINS = ['cputune/vcpupin', 'cputune/emulatorpin', 'cputune/iothreadpin'];

/** Guests that a rule is about: those that libvirt's QEMU driver runs, of these the x86 ones, or those that KVM runs too. */
export type Guests = 'any' | 'qemu' | 'x86' | 'x86-kvm';

/** A path of names, and perhaps an attribute and its value. */
const PATH = /^([^[]+)(?:\[@([\w-]+)(?:=([^\]]+))?\])?$/;

/** What an element must have besides its place, and which rules are about it then, by their numbers. */
interface Condition {
  readonly attribute: string;
  readonly value: string | undefined;
  readonly rules: number[];
  /** The walk in which it was last met. */
  met: number;
}

/** The rules that are about the elements of one place. */
interface Subject {
  readonly rules: number[];
  readonly conditions: Map<string, Condition>;
}

/** Where a walk stands: the names that it went through, from the outside in, as far as a path may go on from them. */
interface Spot {
  readonly names: readonly string[];
  readonly rules: readonly number[];
  readonly conditions: readonly Condition[];
  /** By the name of a child. */
  readonly next: Map<string, Spot>;
  /** The walk in which it was last met. */
  met: number;
}

/** What rules are about, prepared for looking at many domains: a step of a walk costs one look-up, however many they are. */
export class RuleSubjects<Active extends { readonly rule: Rule }> {
  readonly #active: readonly Active[];
  /** By the names of a path, and by those that one begins with. */
  readonly #subjects = new Map<string, Subject>();
  readonly #names = new Set<string>();
  /** By their names: no more than there are beginnings of paths, whatever a document nests. */
  readonly #spots = new Map<string, Spot>();
  readonly #outside: Spot;
  #walk = 0;

  constructor(active: readonly Active[]) {
    for (const [number, { rule }] of active.entries()) {
      for (const path of rule.about) this.#add(path.replaceAll('qemu:', ''), number);
    }
    this.#active = active;
    this.#outside = this.#makeSpot([]);
  }

  #add(path: string, rule: number): void {
    const [, place = '', attribute, value] = PATH.exec(path) ?? [];
    const names = place.split('/');
    for (const [index, name] of names.entries()) {
      this.#names.add(name);
      const begin = names.slice(0, index + 1).join('/');
      if (!this.#subjects.has(begin)) this.#subjects.set(begin, { rules: [], conditions: new Map() });
    }
    const subject = this.#subjects.get(place);
    if (attribute === undefined) {
      subject?.rules.push(rule);
      return;
    }
    const condition = subject?.conditions.get(path) ?? { attribute, value, rules: [], met: 0 };
    condition.rules.push(rule);
    subject?.conditions.set(path, condition);
  }

  /** Keep what is about one of the elements of a domain and about guests like it. */
  select(domain: DomainReader): readonly Active[] {
    return domain.read(this.#selectOnce);
  }

  /** The same by a walk through the domain. */
  readonly #selectOnce = (domain: DomainReader): readonly Active[] => {
    const met = this.#active.map(() => false);
    this.#walk += 1;
    this.#visit(domain.root, this.#outside, met, this.#walk);
    const guests = listGuests(domain);
    return this.#active.filter(({ rule }, number) => met[number] && guests.includes(rule.guests));
  };

  #visit(element: XmlElement, above: Spot, met: boolean[], walk: number): void {
    const spot = above.next.get(element.name) ?? this.#enter(above, element.localName);
    if (spot.met !== walk) {
      spot.met = walk;
      for (const rule of spot.rules) met[rule] = true;
    }
    for (const condition of spot.conditions) {
      if (condition.met === walk || !isMet(condition, element)) continue;
      condition.met = walk;
      for (const rule of condition.rules) met[rule] = true;
    }
    for (const child of element.children) {
      if (child.kind === 'element') this.#visit(child, spot, met, walk);
    }
  }

  /** Go on to a child; from one whose name stands in no path, no path goes on. */
  #enter(above: Spot, name: string): Spot {
    if (!this.#names.has(name)) return this.#outside;
    const known = above.next.get(name);
    if (known !== undefined) return known;
    const names = [...above.names, name];
    while (names.length > 0 && !this.#subjects.has(names.join('/'))) names.shift();
    const spot = this.#spots.get(names.join('/')) ?? this.#makeSpot(names);
    above.next.set(name, spot);
    return spot;
  }

  #makeSpot(names: readonly string[]): Spot {
    const subjects = names.map((_, index) => this.#subjects.get(names.slice(index).join('/')));
    const rules = subjects.flatMap((subject) => subject?.rules ?? []);
    const conditions = subjects.flatMap((subject) => [...(subject?.conditions.values() ?? [])]);
    const spot = { names, rules, conditions, next: new Map(), met: 0 };
    this.#spots.set(names.join('/'), spot);
    return spot;
  }
}

function isMet({ attribute, value }: Condition, element: XmlElement): boolean {
  const found = element.attribute(attribute);
  return found !== undefined && (value === undefined || found === value);
}

/** @internal What a domain is, in the words of rules. */
export function listGuests(domain: DomainReader): readonly Guests[] {
  const type = domain.root.attribute('type');
  if (type !== 'kvm' && type !== 'qemu') return ['any'];
  if (!isX86Guest(domain)) return ['any', 'qemu'];
  return type === 'kvm' ? ['any', 'qemu', 'x86', 'x86-kvm'] : ['any', 'qemu', 'x86'];
}
