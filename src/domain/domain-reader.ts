import type { Location } from '../errors.js';
import { LineIndex } from '../xml/line-index.js';
import type { XmlElement } from '../xml/node.js';
import { formatPath, type PathSegments } from '../xml/path.js';
import type { Domain } from './domain.js';
import { findEffective } from './effective-element.js';

/** What reading takes: a domain as libvirt reads it, be it a draft or a document that nobody changes. */
export interface DomainReader {
  /** The `<domain>` element. */
  readonly root: XmlElement;
  /** The element that libvirt reads at a path such as `features/kvm`, the first of several merged blocks. */
  find(path: string): XmlElement | undefined;
  /** All elements that libvirt reads at a path; more than one only of blocks that it merges. */
  findAll(path: string): XmlElement[];
  /** XPath of an element. */
  pathOf(element: XmlElement): string;
  /** Where an element begins in the source, undefined for one that did not come from it. */
  locationOf(element: XmlElement): Location | undefined;
}

/** A look at a domain: nothing is copied, as nothing can be changed. */
export class DomainView implements DomainReader {
  readonly root: XmlElement;
  readonly #source: string;
  readonly #segments: PathSegments = new Map();
  /** By the path, what was found there before. */
  readonly #found = new Map<string, XmlElement[]>();
  #lines: LineIndex | undefined;

  constructor(domain: Domain) {
    this.root = domain.root;
    this.#source = domain.xml;
  }

  find(path: string): XmlElement | undefined {
    return this.findAll(path)[0];
  }

  findAll(path: string): XmlElement[] {
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const found = findEffective(this.root, path.split('/'));
    this.#found.set(path, found);
    return found;
  }

  pathOf(element: XmlElement): string {
    return formatPath(element, this.#segments);
  }

  locationOf(element: XmlElement): Location {
    this.#lines ??= new LineIndex(this.#source);
    return this.#lines.locate(element.start);
  }
}
