import type { Style } from './fragment.js';
import { type XmlDocument, type XmlElement, type XmlNode, XmlText } from './node.js';

const LINE_LEAD = /(?:\r\n|\n|\r)[ \t]*$/;

/** Newline and indentation before a node, undefined where it does not begin its line. */
export function leadOf(node: XmlNode): string | undefined {
  const siblings = node.parent?.children ?? [];
  return leadBehind(siblings[siblings.indexOf(node) - 1]);
}

function leadBehind(previous: XmlNode | undefined): string | undefined {
  return previous?.kind === 'text' ? LINE_LEAD.exec(previous.raw)?.[0] : undefined;
}

/**
 * Newline and indentation for a new child: those of the child before it or of any other, else one level more than
 * the parent. Undefined where the children follow each other on one line.
 */
export function leadInside(
  parent: XmlElement,
  after: XmlElement | undefined,
  { newline, indent }: Style,
): string | undefined {
  const beside = after === undefined ? undefined : leadOf(after);
  if (beside !== undefined) return beside;
  let isRunOn = false;
  for (const [index, node] of parent.children.entries()) {
    if (node.kind !== 'element' && node.kind !== 'comment') continue;
    const lead = leadBehind(parent.children[index - 1]);
    if (lead !== undefined) return lead;
    isRunOn = true;
  }
  if (isRunOn) return undefined;
  const outer = parent.parent === undefined ? newline : leadOf(parent);
  return outer === undefined ? undefined : outer + indent;
}

/**
 * Index behind a child, or at the head of the parent. Where children have lines of their own, a comment that trails
 * on the same line stays with what it trails.
 */
export function indexBehind(parent: XmlElement, after: XmlElement | undefined, lead: string | undefined): number {
  let index = after === undefined ? 0 : parent.children.indexOf(after) + 1;
  if (lead === undefined) return index;
  for (;;) {
    const gap = parent.children[index];
    const isGap = gap?.kind === 'text' && /^[ \t]*$/.test(gap.raw);
    const comment = parent.children[isGap ? index + 1 : index];
    if (comment?.kind !== 'comment') return index;
    index += isGap ? 2 : 1;
  }
}

/** The children with some more at an index; spaces that end the line before them stay where they are. */
export function withNodes(
  children: readonly XmlNode[],
  index: number,
  isRunOn: boolean,
  nodes: readonly XmlNode[],
): XmlNode[] {
  const next = children[index];
  const beyond = children[index + 1];
  // An earlier insertion at this place has set the spaces apart already.
  const isApart =
    next?.kind === 'text' && /^[ \t]+$/.test(next.raw) && beyond?.kind === 'text' && /^[\r\n]/.test(beyond.raw);
  if (isApart && !isRunOn) return children.toSpliced(index + 1, 0, ...nodes);
  const spaces = next?.kind === 'text' && !isRunOn ? (/^[ \t]+(?=[\r\n])/.exec(next.raw)?.[0] ?? '') : '';
  if (next?.kind !== 'text' || spaces === '') return children.toSpliced(index, 0, ...nodes);
  return children.toSpliced(index, 1, withRaw(next, spaces), ...nodes, withRaw(next, next.raw.slice(spaces.length)));
}

/** The children that are left when some go, each with its line where it has one of its own. */
export function withoutNodes(children: readonly XmlNode[], doomed: ReadonlySet<XmlNode>): XmlNode[] {
  const kept: XmlNode[] = [];
  let isBehindGap = false;
  for (const [index, node] of children.entries()) {
    if (!doomed.has(node)) {
      kept.push(isBehindGap && node.kind === 'text' ? withRaw(node, node.raw.replace(/^[ \t]+/, '')) : node);
      isBehindGap = false;
      continue;
    }
    const before = kept.at(-1);
    const next = children[index + 1];
    isBehindGap = before?.kind === 'text' && LINE_LEAD.test(before.raw);
    if (!isBehindGap || before?.kind !== 'text') continue;
    if (next === undefined || (next.kind === 'text' && /^[ \t]*[\r\n]/.test(next.raw))) {
      kept.pop();
      const rest = before.raw.replace(LINE_LEAD, '');
      if (rest !== '') kept.push(withRaw(before, rest));
      isBehindGap = false;
    }
  }
  return kept;
}

function withRaw(text: XmlText, raw: string): XmlText {
  return new XmlText(text.kind, raw, text.parent);
}

/** First quote in the start tag that begins at an offset. */
export function quoteAt(source: string, start: number): '"' | "'" | undefined {
  const tag = /<[^>"']*(["'])/y;
  tag.lastIndex = start;
  return start < 0 ? undefined : (tag.exec(source)?.[1] as '"' | "'" | undefined);
}

/** How a document is written, judged by its root, its first line break and its first empty tag. */
export function detectStyle({ source, root }: XmlDocument): Style {
  const newline = /\r\n|\n|\r/.exec(source)?.[0] ?? '\n';
  // The first child may share the line of the root.
  const lead = root.elements.map(leadOf).find((each) => each !== undefined);
  const indent = /[ \t]+$/.exec(lead ?? '')?.[0];
  const emptyTag = firstEmptyTag(root);
  const quote = quoteAt(source, root.start) ?? "'";
  return { newline, indent: indent ?? '  ', quote, emptyTagEnd: /\S \/>$/.test(emptyTag ?? '') ? ' />' : '/>' };
}

function firstEmptyTag(root: XmlElement): string | undefined {
  for (const { endTag, startTag } of root.descendants()) if (endTag === '') return startTag;
  return undefined;
}
