import { DOMParser } from '@xmldom/xmldom';
import xpath from 'xpath';
import { type Location, PtxError } from '../errors.js';
import { locate, type XmlDocument, type XmlElement } from './node.js';
import { formatPath, type PathSegments } from './path.js';
import { printNode } from './print.js';

/** One thing that an XPath selects. */
export interface QueryMatch {
  /** One of the seven kinds of nodes that XPath knows, or `value` for a string, number or boolean that it computed. */
  readonly kind: 'document' | 'element' | 'attribute' | 'namespace' | 'text' | 'comment' | 'instruction' | 'value';
  /** XPath of the element that it is or belongs to; `/` outside the root element, empty for a computed value. */
  readonly path: string;
  /** Exact XML of an element or the document; the value of anything else, without markup. */
  readonly value: string;
  /** Where that element, or the document, begins. */
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
    const kind = KINDS[selected.nodeType] ?? 'text';
    const owner = kind === 'element' ? selected : (selected.ownerElement ?? selected.parentNode);
    const element = owner === null ? undefined : pairs.get(owner);
    const path = element === undefined ? '/' : formatPath(element, segments);
    const location = locate(document.source, element?.start ?? 0);
    const value = kind === 'document' ? document.source : selected.nodeValue;
    if (kind !== 'element' || element === undefined) return { kind, path, value: value ?? '', location };
    return { kind, path, value: printNode(element, document.source), location };
  });
}

/** By the numbers of the DOM, and xpath's own word for a namespace; text and CDATA sections are the same to XPath. */
const KINDS: Readonly<Record<string | number, QueryMatch['kind']>> = {
  1: 'element',
  2: 'attribute',
  7: 'instruction',
  8: 'comment',
  9: 'document',
  __namespace: 'namespace',
};

const ELEMENT = 1;

/** The parts of a DOM node that are used here, as xmldom and xpath share no types. */
interface Node {
  readonly nodeType: number | string;
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
    throw new PtxError('OPTION_INVALID', `XPath "${expression}": ${(error as Error).message}`, { cause: error });
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
