import { DOMParser } from '@xmldom/xmldom';
import xpath from 'xpath';
import { type Location, PtxError } from '../errors.js';
import { locate, type XmlDocument, type XmlElement } from './node.js';
import { formatPath, type PathSegments } from './path.js';
import { printNode } from './print.js';

/** One thing that an XPath selects. */
export interface QueryMatch {
  readonly kind: 'element' | 'attribute' | 'text' | 'value';
  /** XPath of the element that it is or belongs to, empty for a computed value. */
  readonly path: string;
  /** Exact XML of an element; the value of anything else. */
  readonly value: string;
  /** Where that element begins. */
  readonly location: Location | undefined;
}

/**
 * Evaluate an XPath 1.0 expression on a parsed document. A prefix means what `namespaces` says, whatever prefix the
 * document uses; names without one mean no namespace.
 *
 * @throws PtxError OPTION_INVALID for an expression that cannot be evaluated
 * @see https://www.w3.org/TR/1999/REC-xpath-19991116/
 */
export function queryDocument(
  document: XmlDocument,
  expression: string,
  namespaces: Readonly<Record<string, string>>,
): QueryMatch[] {
  // The document is well-formed by saxes' word; xmldom's own doubts, such as U+FFFD, are none.
  const dom = new DOMParser({ onError: () => {} }).parseFromString(document.source, 'text/xml');
  const pairs = pairElements(dom.documentElement as unknown as Node, document.root);
  const segments: PathSegments = new Map();
  return evaluate(expression, dom as unknown as Node, namespaces).map((selected) => {
    if (typeof selected !== 'object') return { kind: 'value', path: '', value: String(selected), location: undefined };
    const owner = selected.nodeType === ELEMENT ? selected : (selected.ownerElement ?? selected.parentNode);
    const element = owner === null ? undefined : pairs.get(owner);
    const path = element === undefined ? '' : formatPath(element, segments);
    const location = element === undefined ? undefined : locate(document.source, element.start);
    if (selected === owner && element !== undefined) {
      return { kind: 'element', path, value: printNode(element, document.source), location };
    }
    const kind = selected.nodeType === ATTRIBUTE ? 'attribute' : 'text';
    return { kind, path, value: selected.nodeValue ?? '', location };
  });
}

const ELEMENT = 1;
const ATTRIBUTE = 2;

/** The parts of a DOM node that are used here, as xmldom and xpath share no types. */
interface Node {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly parentNode: Node | null;
  readonly ownerElement?: Node | null;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
}

function evaluate(expression: string, node: Node, namespaces: Readonly<Record<string, string>>) {
  try {
    const select = xpath.useNamespaces({ ...namespaces });
    const selected = select(expression, node as never) as unknown;
    return (Array.isArray(selected) ? selected : [selected]) as (Node | string | number | boolean)[];
  } catch (error) {
    throw new PtxError('OPTION_INVALID', `XPath "${expression}": ${(error as Error).message}`);
  }
}

/** Every element of the DOM with its twin in the lossless tree. */
function pairElements(
  domElement: Node,
  element: XmlElement,
  pairs = new Map<Node, XmlElement>(),
): Map<Node, XmlElement> {
  pairs.set(domElement, element);
  let child = domElement.firstChild;
  for (const twin of element.elements) {
    while (child !== null && child.nodeType !== ELEMENT) child = child.nextSibling;
    if (child === null) break;
    pairElements(child, twin, pairs);
    child = child.nextSibling;
  }
  return pairs;
}
