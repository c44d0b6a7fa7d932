/**
 * One edit, as data. `path` is an XPath: of the node as the step found it for `replace` and `remove`, of the node in
 * the step's result for `add`. `before` and `after` hold an attribute's value or an element's XML.
 */
export interface Change {
  /** Name of the transform that asked for it. */
  readonly step: string;
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string;
}
