import type { Domain } from '../domain/domain.js';
import { LineIndex } from '../xml/line-index.js';
import { formatPath, type PathSegments } from '../xml/path.js';
import type { Place } from './difference.js';
import type { Meaning } from './meaning.js';

/** Points at what stands in one domain. */
export class Places {
  readonly #xml: string;
  readonly #segments: PathSegments = new Map();
  #lines: LineIndex | undefined;

  constructor({ xml }: Domain) {
    this.#xml = xml;
  }

  /** The place of an element, or of an attribute of it. */
  of({ element, parent }: Meaning, attribute?: string): Place {
    this.#lines ??= new LineIndex(this.#xml);
    // What is only meant has the place of its parent, and no attributes there.
    const isWritten = attribute !== undefined && element !== parent?.element;
    const path = formatPath(element, this.#segments) + (isWritten ? `/@${attribute}` : '');
    return { path, ...this.#lines.locate(element.start) };
  }

  /** The exact XML of an element. */
  print({ element }: Meaning): string {
    return this.#xml.slice(element.start, element.end);
  }
}
