import type { Location } from '../errors.js';

/** Where one of two domains says something. */
export interface Place extends Location {
  /** XPath of the element, or of the attribute. */
  readonly path: string;
}

/** One thing that two domains do not have in common. */
export interface DomainDifference {
  /**
   * What leads from the first domain to the second: `add` and `remove` an element or an attribute, `replace` a value,
   * `reorder` a list in which the order means something.
   */
  readonly op: 'add' | 'remove' | 'replace' | 'reorder';
  /**
   * What it is about, the same in both domains: as an XPath, but one of several is told by what it is, not by its
   * position, as in `/domain/devices/disk[vda]/driver/@cache`.
   */
  readonly path: string;
  /** The exact XML of an element, the value of an attribute or of a text; null where the first domain has none. */
  readonly before: string | null;
  /** The same of the second domain. */
  readonly after: string | null;
  /** Where it stands in each domain: the element where the attribute is absent, null where the element is. */
  readonly places: { readonly before: Place | null; readonly after: Place | null };
}
