import type { XmlDocument, XmlElement, XmlNode } from './node.js';

/** Print a document: what was not edited is copied out of the source in one piece. */
export function printDocument({ source, root }: XmlDocument): string {
  if (!root.edited) return source;
  const pieces = [source.slice(0, root.start)];
  printInto(root, source, pieces);
  pieces.push(source.slice(root.end));
  return pieces.join('');
}

/** Print one node as it now stands, with its own inner layout. */
export function printNode(node: XmlNode, source: string): string {
  if (node.kind !== 'element') return node.raw;
  const pieces: string[] = [];
  printInto(node, source, pieces);
  return pieces.join('');
}

function printInto(element: XmlElement, source: string, pieces: string[]): void {
  if (!element.edited && element.start >= 0) {
    pieces.push(source.slice(element.start, element.end));
    return;
  }
  pieces.push(element.startTag);
  for (const node of element.children) {
    if (node.kind === 'element') printInto(node, source, pieces);
    else pieces.push(node.raw);
  }
  pieces.push(element.endTag);
}
