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

/** Where an element that rules are about stands, and which rules these are, by their numbers. */
interface Place {
  readonly number: number;
  /** The names of what its parent is in, from the inside out, as far as the rules name them. */
  readonly above: readonly string[];
  /** The attribute that it has, where the rules name one, and its value, where they name that. */
  readonly attribute: string | undefined;
  readonly value: string | undefined;
  readonly rules: readonly number[];
}

/** The places of an element of one name: anywhere, and by the name of its parent. */
interface Places {
  readonly anywhere: Place[];
  readonly below: Map<string, Place[]>;
}

/** What rules are about, prepared for looking at many domains. */
export class RuleSubjects<Subject extends { readonly rule: Rule }> {
  readonly #subjects: readonly Subject[];
  /** By the name of the element. */
  readonly #places = new Map<string, Places>();
  /** By the number of a place and of a subject, the walk in which it was last met. */
  readonly #placeMet: Uint32Array;
  readonly #subjectMet: Uint32Array;
  #walk = 0;

  constructor(subjects: readonly Subject[]) {
    const byPath = new Map<string, number[]>();
    for (const [number, { rule }] of subjects.entries()) {
      for (const path of rule.about) {
        const rules = byPath.get(path);
        if (rules === undefined) byPath.set(path, [number]);
        else rules.push(number);
      }
    }
    for (const [number, [path, rules]] of [...byPath].entries()) {
      const [, elements = '', attribute, value] = PATH.exec(path) ?? [];
      const [name = '', ...parents] = elements.replaceAll('qemu:', '').split('/').reverse();
      const places: Places = this.#places.get(name) ?? { anywhere: [], below: new Map() };
      this.#places.set(name, places);
      const [parent, ...above] = parents;
      const place = { number, above, attribute, value, rules };
      if (parent === undefined) places.anywhere.push(place);
      else places.below.set(parent, [...(places.below.get(parent) ?? []), place]);
    }
    this.#subjects = subjects;
    this.#placeMet = new Uint32Array(byPath.size);
    this.#subjectMet = new Uint32Array(subjects.length);
  }

  /** Keep what is about one of the elements of a domain and about guests like it. */
  select(domain: DomainReader): readonly Subject[] {
    return domain.read(this.#selectOnce);
  }

  /** The same by a walk through the domain. */
  readonly #selectOnce = (domain: DomainReader): readonly Subject[] => {
    this.#walk += 1;
    this.#visit(domain.root);
    const guests = listGuests(domain);
    return this.#subjects.filter(
      ({ rule }, number) => this.#subjectMet[number] === this.#walk && guests.includes(rule.guests),
    );
  };

  #visit(element: XmlElement): void {
    const places = this.#places.get(element.localName);
    if (places !== undefined) {
      if (places.anywhere.length > 0) this.#meet(element, places.anywhere);
      const below = places.below.get(element.parent?.localName ?? '');
      if (below !== undefined) this.#meet(element, below);
    }
    const { children } = element;
    for (let index = 0; index < children.length; index += 1) {
      const child = children[index];
      if (child?.kind === 'element') this.#visit(child);
    }
  }

  #meet(element: XmlElement, places: readonly Place[]): void {
    const walk = this.#walk;
    const placeMet = this.#placeMet;
    for (const place of places) {
      if (placeMet[place.number] === walk || !isAt(element, place)) continue;
      placeMet[place.number] = walk;
      for (const rule of place.rules) this.#subjectMet[rule] = walk;
    }
  }
}

/** True for an element of the name, and below the parent, of a place, where all else of the place is there too. */
function isAt(element: XmlElement, { above, attribute, value }: Place): boolean {
  if (attribute !== undefined) {
    const found = element.attribute(attribute);
    if (found === undefined || (value !== undefined && found !== value)) return false;
  }
  let ancestor = element.parent?.parent;
  for (let index = 0; index < above.length; index += 1) {
    if (ancestor?.localName !== above[index]) return false;
    ancestor = ancestor?.parent;
  }
  return true;
}

/** @internal What a domain is, in the words of rules. */
export function listGuests(domain: DomainReader): readonly Guests[] {
  const type = domain.root.attribute('type');
  if (type !== 'kvm' && type !== 'qemu') return ['any'];
  if (!isX86Guest(domain)) return ['any', 'qemu'];
  return type === 'kvm' ? ['any', 'qemu', 'x86', 'x86-kvm'] : ['any', 'qemu', 'x86'];
}
