import { oneLine } from '../domain/one-line.js';
import type { Change } from '../xml/change.js';

const SIGNS: Readonly<Record<Change['op'], string>> = { add: '+', replace: '~', remove: '-' };

/** Longest value that is shown in full. */
const MAX_VALUE = 60;

/** Write changes as a list for people, one line each; empty where there is none. */
export function formatChanges(changes: readonly Change[]): string {
  return changes.map((change) => `${formatChange(change)}\n`).join('');
}

/** Write changes as the JSON document `{"changes": […]}`. */
export function formatChangesJson(changes: readonly Change[]): string {
  return `${JSON.stringify({ changes }, null, 2)}\n`;
}

/** Count changes in words: `1 change`, `7 changes`. */
export function countChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no changes';
  return changes.length === 1 ? '1 change' : `${changes.length} changes`;
}

function formatChange({ op, path, before, after, reason }: Change): string {
  const values = [before, after].filter((value) => value !== null).map(shorten);
  return `${SIGNS[op]} ${path}: ${values.join(' -> ')} (${oneLine(reason)})`;
}

function shorten(value: string): string {
  const line = oneLine(value.replace(/>\s+</g, '><'));
  return line.length <= MAX_VALUE ? line : `${line.slice(0, MAX_VALUE - 1)}…`;
}
