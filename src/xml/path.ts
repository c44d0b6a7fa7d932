import type { XmlElement, XmlNode } from './node.js';

/** Which of its kind each child is, from 1, and how many of each kind there are; by parent. */
export type PathSegments = Map<XmlElement, Siblings>;

interface Siblings {
  readonly ordinals: Map<XmlElement, number>;
  readonly counts: Map<string, number>;
}

/**
 * XPath of an element. `segments` caches the counts; `childrenOf` may answer with the children of another time, at
 * which the element was there.
 */
export function formatPath(
  element: XmlElement,
  segments: PathSegments = new Map(),
  childrenOf: (parent: XmlElement) => readonly XmlNode[] = (parent) => parent.children,
): string {
  const { parent, name } = element;
  if (parent === undefined) return `/${name}`;
  const siblings = segments.get(parent) ?? countSiblings(childrenOf(parent));
  segments.set(parent, siblings);
  const ordinal = siblings.ordinals.get(element);
  const isOneOfMany = ordinal !== undefined && (siblings.counts.get(kindOf(element)) ?? 1) > 1;
  return `${formatPath(parent, segments, childrenOf)}/${name}${isOneOfMany ? `[${ordinal}]` : ''}`;
}

function countSiblings(children: readonly XmlNode[]): Siblings {
  const siblings: Siblings = { ordinals: new Map(), counts: new Map() };
  for (const node of children) {
    if (node.kind !== 'element') continue;
    const kind = kindOf(node);
    const ordinal = (siblings.counts.get(kind) ?? 0) + 1;
    siblings.counts.set(kind, ordinal);
    siblings.ordinals.set(node, ordinal);
  }
  return siblings;
}

/** XPath counts by expanded name: a `<cpu>` of another namespace is no `<cpu>`. */
function kindOf({ namespace, name }: XmlElement): string {
  return namespace === '' ? name : `{${namespace}}${name}`;
}
