import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

/** Parse with xmldom, so that ptx's own parser does not vouch for what ptx wrote. */
export function parse(xml: string): Element {
  const { documentElement } = new DOMParser().parseFromString(xml, 'text/xml');
  if (documentElement === null) throw new Error('No document element');
  return documentElement;
}

/** Print an element as XML. */
export function serialize(root: Element): string {
  return new XMLSerializer().serializeToString(root);
}

/** List the child elements, or those of a name. */
export function children(parent: Element, name?: string): Element[] {
  return [...parent.childNodes].filter(
    (node): node is Element => node.nodeType === node.ELEMENT_NODE && (name === undefined || node.nodeName === name),
  );
}

/** Find the first child element of a name. */
export function child(parent: Element, name: string): Element | undefined {
  return children(parent, name)[0];
}

/** Find the first child element of a name; throws where there is none. */
export function requireChild(parent: Element, name: string): Element {
  const found = child(parent, name);
  if (found === undefined) throw new Error(`No <${name}> in <${parent.nodeName}>`);
  return found;
}

/** Take an element out. */
export function drop(element: Element): void {
  element.parentNode?.removeChild(element);
}

/** Take out the child elements of some names. */
export function remove(parent: Element, names: readonly string[]): void {
  for (const found of children(parent)) if (names.includes(found.nodeName)) drop(found);
}

/** Add elements, written as XML, behind the last child. */
export function add(parent: Element, xml: string): void {
  for (const found of children(parse(`<parts>${xml}</parts>`))) {
    parent.appendChild(documentOf(parent).importNode(found, true));
  }
}

/** Set the text of a child element, which is added where there is none. */
export function setText(parent: Element, name: string, text: string): void {
  if (child(parent, name) === undefined) add(parent, `<${name}/>`);
  requireChild(parent, name).textContent = text;
}

/** Create an element in a namespace. */
export function createElement(sibling: Element, namespace: string, name: string): Element {
  return documentOf(sibling).createElementNS(namespace, name);
}

function documentOf({ ownerDocument }: Element): Document {
  if (ownerDocument === null) throw new Error('An element without a document');
  return ownerDocument;
}
