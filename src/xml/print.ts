import type { XmlDocument, XmlElement, XmlNode } from './node.js';

/** Print a document: what was not edited is copied out of the source in one piece. */
export function printDocument({ source, root }: XmlDocument): string {
  if (!root.edited) return source;
  const pieces = [source.slice(0, root.start)];
  printInto(root, source, pieces, (element) => element);
  pieces.push(source.slice(root.end));
  return pieces.join('');
}

/** Print one node as it now stands, with its own inner layout; `formOf` may answer with an earlier form of an element. */
export function printNode(node: XmlNode, source: string, formOf: FormOf = (element) => element): string {
  if (node.kind !== 'element') return node.raw;
  const pieces: string[] = [];
  printInto(node, source, pieces, formOf);
  return pieces.join('');
}

type FormOf = (element: XmlElement) => Pick<XmlElement, 'startTag' | 'endTag' | 'children'>;

function printInto(element: XmlElement, source: string, pieces: string[], formOf: FormOf): void {
  if (!element.edited && element.start >= 0) {
    pieces.push(source.slice(element.start, element.end));
    return;
  }
  const { startTag, endTag, children } = formOf(element);
  pieces.push(startTag);
  for (const node of children) {
    if (node.kind === 'element') printInto(node, source, pieces, formOf);
    else pieces.push(node.raw);
  }
  pieces.push(endTag);
}
