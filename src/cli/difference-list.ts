import type { DomainDifference } from '../diff/difference.js';
import { oneLine } from '../domain/one-line.js';
import { colorValues } from './color.js';

const SIGNS: Readonly<Record<DomainDifference['op'], string>> = { add: '+', replace: '~', remove: '-', reorder: '~' };

/** Longest XML of an element that is shown in full. */
const MAX_XML = 160;

/** Two values that are longer than this together get a line each. */
const MAX_VALUES = 80;

/** Write differences as a list for people: one line each, an empty line between things; empty where there is none. */
export function formatDifferences(differences: readonly DomainDifference[], isColored: boolean): string {
  let text = '';
  let thing: string | undefined;
  for (const difference of differences) {
    const next = thingOf(difference.path);
    text += thing === undefined || next === thing ? '' : '\n';
    text += `${formatDifference(difference, isColored)}\n`;
    thing = next;
  }
  return text;
}

/** Write differences as the JSON document `{"differences": […]}`. */
export function formatDifferencesJson(differences: readonly DomainDifference[]): string {
  return `${JSON.stringify({ differences }, null, 2)}\n`;
}

/** The device, or the child of `<domain>`, that a path is about. */
function thingOf(path: string): string {
  // A name in brackets may hold a slash.
  return /^\/domain(\/devices)?(\/[^/[]+(\[[^\]]*\])*)?/.exec(path)?.[0] ?? path;
}

function formatDifference({ op, path, before, after, places }: DomainDifference, isColored: boolean): string {
  const paint = colorValues(isColored);
  const subject = `${SIGNS[op]} ${oneLine(path)}${op === 'reorder' ? ' (order)' : ''}:`;
  const [from, to] = [
    before === null ? undefined : places.before?.line,
    after === null ? undefined : places.after?.line,
  ];
  const lines = [...new Set([from, to])].filter((line) => line !== undefined);
  const where = `(line ${lines.join(' -> ')})`;
  const values = [
    ...(before === null ? [] : [paint.before(shorten(before))]),
    ...(after === null ? [] : [paint.after(shorten(after))]),
  ];
  const isLong = before !== null && after !== null && before.length + after.length > MAX_VALUES;
  return isLong ? [`${subject} ${where}`, ...values].join('\n    ') : `${subject} ${values.join(' -> ')} ${where}`;
}

/** An element may be cut; a value never is, as two may differ in their last character. */
function shorten(value: string): string {
  const line = oneLine(value.replace(/>\s+</g, '><'));
  if (line === '') return '""';
  return !line.startsWith('<') || line.length <= MAX_XML ? line : `${line.slice(0, MAX_XML - 1)}…`;
}
