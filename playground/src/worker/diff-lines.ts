import { structuredPatch } from 'diff';
import type { DiffLine } from './protocol.js';

const CONTEXT = 3;
const TIMEOUT_MS = 4000;

/** Compare two texts line by line; undefined where that takes too long. */
export function diffLines(before: string, after: string): DiffLine[] | undefined {
  if (before === after) return [];
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, timeout: TIMEOUT_MS });
  return patch?.hunks.flatMap(({ oldStart, newStart, lines }) => {
    let [old, next] = [oldStart, newStart];
    const gap: DiffLine = { kind: 'gap', before: undefined, after: undefined, text: `Line ${oldStart}` };
    const shown = lines.flatMap((line): DiffLine[] => {
      const text = line.slice(1).replace(/\r$/, '');
      if (line.startsWith('+')) return [{ kind: 'added', before: undefined, after: next++, text }];
      if (line.startsWith('-')) return [{ kind: 'removed', before: old++, after: undefined, text }];
      // "\ No newline at end of file" is no line.
      return line.startsWith('\\') ? [] : [{ kind: 'same', before: old++, after: next++, text }];
    });
    return [gap, ...shown];
  });
}
