import type { XmlElement } from './node.js';

/** Which of its kind each child is, from 1, and how many of each kind there are; by parent. */
export type PathSegments = Map<XmlElement, Siblings>;

interface Siblings {
  readonly ordinals: Map<XmlElement, number>;
  readonly counts: Map<string, number>;
}

/** XPath of an element; `segments` caches what was looked at, and so keeps paths as they were when it was filled. */
export function formatPath(element: XmlElement, segments: PathSegments = new Map()): string {
  const { parent, name } = element;
  if (parent === undefined) return `/${name}`;
  const { ordinals, counts } = rememberSiblings(parent, segments);
  const ordinal = (counts.get(kindOf(element)) ?? 1) > 1 ? `[${ordinals.get(element)}]` : '';
  return `${formatPath(parent, segments)}/${name}${ordinal}`;
}

/** Count the children of an element, unless that was done before. */
export function rememberSiblings(parent: XmlElement, segments: PathSegments): Siblings {
  const known = segments.get(parent);
  if (known !== undefined) return known;
  const siblings: Siblings = { ordinals: new Map(), counts: new Map() };
  for (const node of parent.children) {
    if (node.kind !== 'element') continue;
    const kind = kindOf(node);
    const ordinal = (siblings.counts.get(kind) ?? 0) + 1;
    siblings.counts.set(kind, ordinal);
    siblings.ordinals.set(node, ordinal);
  }
  segments.set(parent, siblings);
  return siblings;
}

/** XPath counts by expanded name: a `<cpu>` of another namespace is no `<cpu>`. */
function kindOf({ namespace, name }: XmlElement): string {
  return namespace === '' ? name : `{${namespace}}${name}`;
}
