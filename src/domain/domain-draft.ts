import { type ErrorCode, PtxError } from '../errors.js';
import type { Change } from '../xml/change.js';
import { Draft } from '../xml/draft.js';
import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import type { Domain } from './domain.js';
import type { DomainReader } from './domain-reader.js';
import { findEffective } from './effective-element.js';
import { findPredecessor, findPredecessorAmong } from './element-order.js';
import { readNumber } from './number.js';
import type { Surroundings } from './surroundings.js';
import { isAtLeast, OLDEST_TARGET, type Target } from './target.js';

/** Something that a step could not bring about by XML alone, or that its user will meet in the guest. */
export interface Warning {
  /** Name of the transform. */
  readonly step: string;
  /** XPath of the element it is about. */
  readonly path?: string;
  readonly message: string;
}

/** A draft that knows where libvirt would print what it adds, which of two blocks libvirt reads, and how to refuse. */
export class DomainDraft extends Draft implements DomainReader {
  #warnings: Omit<Warning, 'step'>[] = [];
  readonly #warned = new Set<string>();

  /** What the run knows besides the domain. */
  readonly surroundings: Surroundings;

  constructor(domain: Domain, surroundings: Surroundings = NOTHING_KNOWN) {
    super(domain.document);
    this.surroundings = surroundings;
  }

  /** The versions that the result has to work with. */
  get target(): Target {
    return this.surroundings.target;
  }

  /** The element that libvirt reads at a path such as `features/kvm`, the first of several merged blocks. */
  find(path: string): XmlElement | undefined {
    return this.findAll(path)[0];
  }

  /** All elements that libvirt reads at a path; more than one only of blocks that it merges. */
  findAll(path: string): XmlElement[] {
    return findEffective(this.root, path.split('/'));
  }

  /** What a reader says of the draft as it is now. */
  read<Result>(reader: (domain: DomainReader) => Result): Result {
    return reader(this);
  }

  /** Every element below `<devices>` of libvirt's own vocabulary, or those of a name. */
  listDevices(name?: string): readonly XmlElement[] {
    const devices = this.findAll('devices').flatMap((block) => block.elements);
    return devices.filter((device) => device.namespace === '' && (name === undefined || device.name === name));
  }

  /** Add an element where libvirt would print it. */
  add(parent: XmlElement, content: Markup, reason: string): XmlElement {
    return this.insert(parent, content, findPredecessor(parent, content.name, content.namespace), reason);
  }

  /**
   * Bring about that an element exists and carries these attributes, and return it. Missing parents come with it; an
   * element that is there is aligned, attribute by attribute.
   */
  ensure(path: string, attributes: Readonly<Record<string, string>>, reason: string): XmlElement {
    const names = path.split('/');
    let depth = names.length;
    while (depth > 0 && findEffective(this.root, names.slice(0, depth)).length === 0) depth -= 1;
    const nearest = findEffective(this.root, names.slice(0, depth))[0] as XmlElement;
    if (depth === names.length) {
      this.align(nearest, attributes, reason);
      return nearest;
    }
    const missing = names.slice(depth).reverse();
    const leaf = markup(missing[0] as string, attributes);
    const added = this.add(
      nearest,
      missing.slice(1).reduce((child, name) => markup(name, {}, [child]), leaf),
      reason,
    );
    return missing.length === 1 ? added : ([...added.descendants()].at(-1) as XmlElement);
  }

  /**
   * Bring about a child that is known by an attribute, such as a CPU feature by its `name` or a pin by its `vcpu`. All
   * that carry the value are aligned; where there is none, one is added with its attributes in the order given, by the
   * number or the alphabet, so that the order of steps does not show.
   */
  ensureKeyed(
    parent: XmlElement,
    element: string,
    key: string,
    attributes: Readonly<Record<string, string>>,
    reason: string,
  ): void {
    const value = attributes[key] ?? '';
    const siblings = parent.childrenNamed(element);
    const existing = siblings.filter((child) => compareKeys(child.attribute(key) ?? '', value) === 0);
    if (existing.length === 0) {
      const isBefore = (child: XmlElement) => compareKeys(child.attribute(key) ?? '', value) < 0;
      this.insert(parent, markup(element, attributes), findPredecessorAmong(parent, element, '', isBefore), reason);
    }
    const { [key]: _, ...others } = attributes;
    for (const child of existing) this.align(child, others, reason);
  }

  /** Set each attribute that differs. */
  align(element: XmlElement, attributes: Readonly<Record<string, string>>, reason: string): void {
    for (const [name, value] of Object.entries(attributes)) this.setAttribute(element, name, value, reason);
  }

  /** Tell the user something that does not stop the step; once in a run is enough. */
  warn(message: string, element?: XmlElement): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#warnings.push(element === undefined ? { message } : { message, path: this.pathOf(element) });
  }

  /**
   * Refuse what only a newer libvirt or QEMU than the target takes.
   *
   * @throws PtxError OPTION_INVALID
   */
  requireVersion(program: keyof Target, minimum: string, what: string, element?: XmlElement): void {
    const version = this.target[program];
    if (isAtLeast(version, minimum)) return;
    const name = program === 'qemu' ? 'QEMU' : program;
    const hint = `Where all hosts have it, name the target: ${program}=${minimum}`;
    throw this.refusal('OPTION_INVALID', `${what} needs ${name} ${minimum}, the target is ${version}`, element, hint);
  }

  /** Build a refusal that points at an element. */
  refusal(code: ErrorCode, message: string, element: XmlElement = this.root, hint?: string): PtxError {
    return new PtxError(code, message, { location: this.locationOf(element), path: this.pathOf(element), hint });
  }

  /** Close a step: its changes and warnings. */
  finishStep(step: string): { changes: Change[]; warnings: Warning[] } {
    const warnings = this.#warnings.map((warning) => ({ step, ...warning }));
    this.#warnings = [];
    return { changes: this.takeChanges(step), warnings };
  }
}

const NOTHING_KNOWN: Surroundings = { target: OLDEST_TARGET, host: undefined, devices: undefined, node: undefined };

/** Numbers by their value, whatever their notation; all else by the alphabet. */
function compareKeys(one: string, other: string): number {
  const [a, b] = [readNumber(one), readNumber(other)];
  if (a !== undefined && b !== undefined) return a - b;
  return one < other ? -1 : one > other ? 1 : 0;
}
