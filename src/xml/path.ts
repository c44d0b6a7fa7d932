import type { XmlElement } from './node.js';

/** Path segments of the children of each parent that was looked at. */
export type PathSegments = Map<XmlElement, Map<XmlElement, string>>;

/** XPath of an element; `segments` caches what was looked at, and so keeps paths as they were when it was filled. */
export function formatPath(element: XmlElement, segments: PathSegments = new Map()): string {
  const { parent } = element;
  if (parent === undefined) return `/${element.name}`;
  return `${formatPath(parent, segments)}/${segmentsOf(parent, segments).get(element) ?? element.name}`;
}

/** The last path segment of every child of an element, with an ordinal where several carry the name. */
export function segmentsOf(parent: XmlElement, segments: PathSegments): Map<XmlElement, string> {
  const known = segments.get(parent);
  if (known !== undefined) return known;
  const { elements } = parent;
  const total = new Map<string, number>();
  for (const element of elements) total.set(keyOf(element), (total.get(keyOf(element)) ?? 0) + 1);
  const seen = new Map<string, number>();
  const result = new Map<XmlElement, string>();
  for (const element of elements) {
    const key = keyOf(element);
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    result.set(element, total.get(key) === 1 ? element.name : `${element.name}[${ordinal}]`);
  }
  segments.set(parent, result);
  return result;
}

/** XPath counts by expanded name: a `<cpu>` of another namespace is no `<cpu>`. */
function keyOf({ namespace, name }: XmlElement): string {
  return `{${namespace}}${name}`;
}
