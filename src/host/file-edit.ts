import type { WriteFile } from './action.js';
import { findFile, type HostSnapshot } from './model.js';
import type { Wanted } from './planning.js';
import { sha256 } from './sha256.js';

/** The first line of files that are ours. */
export const OWNED_HEADER = '# managed by ptx';

/** A file as it shall be. */
export interface FileEdit {
  readonly path: string;
  readonly content: string;
  /** Of a new file; one that is there keeps its own. */
  readonly mode?: string;
  readonly lines: readonly Wanted[];
  readonly reason: string;
}

/** Write a file; nothing where it is so already. The file of the snapshot has to be readable. */
export function editFile(snapshot: HostSnapshot, edit: FileEdit): WriteFile[] {
  const { path, content, lines, reason } = edit;
  const before = findFile(snapshot, path);
  const text = before?.text ?? null;
  if (text === content) return [];
  const common = { kind: 'write-file' as const, path, content, lines: [...lines], reason };
  if (before === undefined || text === null) {
    const mode = edit.mode ?? '0644';
    return [{ ...common, mode, precondition: { kind: 'absent' }, undo: { kind: 'remove-file', path } }];
  }
  const { mode } = before;
  return [
    {
      ...common,
      mode,
      precondition: { kind: 'unchanged', sha256: sha256(text) },
      undo: { kind: 'write-file', path, content: text, mode },
    },
  ];
}

/** Add lines to a file of ours, each once, below those that it has. */
export function editOwnedFile(
  snapshot: HostSnapshot,
  { path, wanted, reason }: { path: string; wanted: readonly Wanted[]; reason: string },
): WriteFile[] {
  const before = findFile(snapshot, path)?.text ?? `${OWNED_HEADER}\n`;
  const present = new Set(before.split('\n'));
  const lines = wanted.filter(({ text }, index) => !present.has(text) && isFirst(wanted, text, index));
  return editFile(snapshot, { path, content: appendLines(before, lines), lines, reason });
}

/** Set lines of a file, each in the place of those that start with the same key. */
export function editLines(
  snapshot: HostSnapshot,
  { path, wanted, reason }: { path: string; wanted: readonly (Wanted & { key: string })[]; reason: string },
): WriteFile[] {
  const before = findFile(snapshot, path)?.text ?? `${OWNED_HEADER}\n`;
  const present = before.split('\n');
  const missing = wanted.filter(({ text }) => !present.includes(text));
  if (missing.length === 0) return [];
  const kept = present.filter((line) => !missing.some(({ key }) => line.startsWith(key)));
  const lines = missing.map(({ text, reason: why }) => ({ text, reason: why }));
  return editFile(snapshot, { path, content: appendLines(kept.join('\n'), lines), lines, reason });
}

/** Add lines below a text, which keeps its bytes; one without a newline at its end gets it. */
export function appendLines(text: string, lines: readonly Wanted[]): string {
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return lines.length === 0 ? text : `${start}${lines.map((line) => `${line.text}\n`).join('')}`;
}

function isFirst(wanted: readonly Wanted[], text: string, index: number): boolean {
  return wanted.findIndex((line) => line.text === text) === index;
}
