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

/** What of some rules a domain has: a rule that is not among them has nothing to say. */
export class RelevantRules {
  /** By the last name of each path that rules are about: the names before it, and the rules. */
  readonly #byName = new Map<string, { readonly parents: readonly string[]; readonly rules: Rule[] }[]>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) for (const path of rule.about) this.#add(path, rule);
  }

  /** Walk through a domain once, and keep the rules that are about one of its elements and about guests like it. */
  select(domain: DomainReader): ReadonlySet<Rule> {
    const found = new Set<Rule>();
    const guests = listGuests(domain);
    const visit = (element: XmlElement) => {
      for (const { parents, rules } of this.#byName.get(element.localName) ?? NOTHING) {
        if (isBelow(element, parents)) for (const rule of rules) if (guests.has(rule.guests)) found.add(rule);
      }
      for (const child of element.children) if (child.kind === 'element') visit(child);
    };
    visit(domain.root);
    return found;
  }

  #add(path: string, rule: Rule): void {
    const names = path.split('/').map((name) => name.replace(/^qemu:/, ''));
    const [name = '', ...parents] = names.reverse();
    const places = this.#byName.get(name) ?? [];
    const place = places.find((each) => each.parents.join() === parents.join());
    if (place === undefined) places.push({ parents, rules: [rule] });
    else if (!place.rules.includes(rule)) place.rules.push(rule);
    this.#byName.set(name, places);
  }
}

const NOTHING: readonly never[] = [];

/** True where the names of an element's parents, from the inside out, begin with these. */
function isBelow(element: XmlElement, names: readonly string[]): boolean {
  let parent = element.parent;
  for (const name of names) {
    if (parent?.localName !== name) return false;
    parent = parent.parent;
  }
  return true;
}

function listGuests(domain: DomainReader): ReadonlySet<Guests> {
  const type = domain.root.attribute('type');
  if (type !== 'kvm' && type !== 'qemu') return new Set(['any']);
  if (!isX86Guest(domain)) return new Set(['any', 'qemu']);
  return new Set(type === 'kvm' ? ['any', 'qemu', 'x86', 'x86-kvm'] : ['any', 'qemu', 'x86']);
}
