import type { Location } from '../errors.js';
import { LineIndex } from '../xml/line-index.js';
import type { XmlElement } from '../xml/node.js';
import { formatPath, type PathSegments } from '../xml/path.js';
import type { Domain } from './domain.js';
import { chooseEffective, findEffectiveChildren } from './effective-element.js';

/** What reading takes: a domain as libvirt reads it, be it a draft or a document that nobody changes. */
export interface DomainReader {
  /** The `<domain>` element. */
  readonly root: XmlElement;
  /** The element that libvirt reads at a path such as `features/kvm`, the first of several merged blocks. */
  find(path: string): XmlElement | undefined;
  /** All elements that libvirt reads at a path; more than one only of blocks that it merges. */
  findAll(path: string): readonly XmlElement[];
  /** Every element below `<devices>` of libvirt's own vocabulary, or those of a name. */
  listDevices(name?: string): readonly XmlElement[];
  /** What a reader says of the domain; where nobody can change it, it is asked once. */
  read<Result>(reader: (domain: DomainReader) => Result): Result;
  /** XPath of an element. */
  pathOf(element: XmlElement): string;
  /** Where an element begins in the source, undefined for one that did not come from it. */
  locationOf(element: XmlElement): Location | undefined;
}

/** A look at a domain: nothing is copied, as nothing can be changed. */
export class DomainView implements DomainReader {
  readonly root: XmlElement;
  #segments: PathSegments | undefined;
  /** By the path, what is there: all that is directly below the root, and what was asked for. */
  #found: Map<string, readonly XmlElement[]> | undefined;
  readonly #known = new Map<(domain: DomainReader) => unknown, unknown>();
  /** By name, with the empty one for all of them. */
  #devices: Map<string, XmlElement[]> | undefined;
  /** The domain that it looks at. */
  readonly domain: Domain;
  /** Lines of its text. */
  readonly lines: LineIndex;

  constructor(domain: Domain) {
    this.domain = domain;
    this.root = domain.root;
    this.lines = new LineIndex(domain.xml);
  }

  find(path: string): XmlElement | undefined {
    return this.findAll(path)[0];
  }

  findAll(path: string): readonly XmlElement[] {
    this.#found ??= mapTop(this.root);
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const parents = slash < 0 ? NONE : this.findAll(path.slice(0, slash));
    const found = parents.length === 0 ? NONE : findEffectiveChildren(parents, path.slice(slash + 1));
    this.#found.set(path, found);
    return found;
  }

  read<Result>(reader: (domain: DomainReader) => Result): Result {
    const known = this.#known.get(reader);
    if (known !== undefined || this.#known.has(reader)) return known as Result;
    const result = reader(this);
    this.#known.set(reader, result);
    return result;
  }

  listDevices(name = ''): readonly XmlElement[] {
    this.#devices ??= groupByName(this.findAll('devices'));
    return this.#devices.get(name) ?? NONE;
  }

  pathOf(element: XmlElement): string {
    this.#segments ??= new Map();
    return formatPath(element, this.#segments);
  }

  locationOf(element: XmlElement): Location {
    return this.lines.locate(element.start);
  }
}

const NONE: readonly XmlElement[] = [];

/** What libvirt reads directly below the root, by name. */
function mapTop(root: XmlElement): Map<string, readonly XmlElement[]> {
  const top = groupByName([root]);
  top.delete('');
  for (const [name, elements] of top) if (elements.length > 1) top.set(name, chooseEffective(elements, name));
  return top;
}

function groupByName(blocks: readonly XmlElement[]): Map<string, XmlElement[]> {
  const all: XmlElement[] = [];
  const groups = new Map([['', all]]);
  for (const { children } of blocks) {
    for (const child of children) {
      if (child.kind !== 'element' || child.namespace !== '') continue;
      all.push(child);
      const group = groups.get(child.name);
      if (group === undefined) groups.set(child.name, [child]);
      else group.push(child);
    }
  }
  return groups;
}
