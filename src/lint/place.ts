import type { LineIndex } from '../xml/line-index.js';
import type { XmlElement } from '../xml/node.js';
import type { Finding } from './finding.js';
import type { Report } from './rule.js';

/** A stretch of the source, from an offset to behind its last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where in the source a report points: at an element, its start tag, its text, or one of its attributes. */
export function spanOf({ at, part }: Pick<Report, 'at' | 'part'>): Span {
  const tagEnd = at.start + at.startTag.length;
  if (part === undefined) return { start: at.start, end: at.end };
  if (part === 'tag') return { start: at.start, end: tagEnd };
  if (part === 'text') return textSpan(at) ?? { start: at.start, end: tagEnd };
  const attribute = at.attributes.find(({ name }) => name === part.slice(1));
  if (attribute === undefined) return { start: at.start, end: tagEnd };
  const lead = /^[ \t\r\n]+/.exec(at.startTag.slice(attribute.start))?.[0].length ?? 0;
  return { start: at.start + attribute.start + lead, end: at.start + attribute.valueEnd + 1 };
}

/** The text of an element without the white space around it. */
function textSpan({ children, start, startTag }: XmlElement): Span | undefined {
  const text = children.map((node) => (node.kind === 'text' ? node.raw : '')).join('');
  const words = text.trim();
  if (words === '' || children.some((node) => node.kind !== 'text')) return undefined;
  const from = start + startTag.length + text.indexOf(words);
  return { start: from, end: from + words.length };
}

/** The place of a finding, for people and editors. */
export type Place = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'path'>;

/** Write a stretch of the source as lines and columns. */
export function placeOf(span: Span, path: string, lines: LineIndex): Place {
  const start = lines.locate(span.start);
  const end = lines.locate(span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column, path };
}

/** XPath of what a report points at. */
export function pathOfPart(path: string, part: Report['part']): string {
  if (part === undefined || part === 'tag') return path;
  return `${path}/${part === 'text' ? 'text()' : part}`;
}
