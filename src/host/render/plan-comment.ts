import { quoteWords } from '../../domain/shell-word.js';
import type { ManualStep } from '../action.js';
import type { HostConfiguration, HostPlan } from '../plan.js';
import { wrap } from './wrap.js';

/** Characters that would end a comment in one of the formats, or that no YAML may hold. */
const UNSAFE = /[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\uffef]/g;

/** What a plan is for, and what there is to know about it: lines that can stand in a comment of any format. */
export function describePlan(plan: HostPlan): string[] {
  const { passthroughSet, ids, findings, requiresReboot } = plan;
  const devices = passthroughSet.length === 0 ? '' : ` for ${passthroughSet.join(', ')}`;
  return commentLines([
    `Made by ptx${devices}${ids.length === 0 ? '' : ` (${ids.join(', ')})`}`,
    ...findings.map(({ code, message }) => `${code}: ${message}`),
    ...(requiresReboot ? ['It counts after the next start of the host.'] : []),
  ]);
}

/** A step that is left to the reader, as lines of a comment. */
export function describeManualStep({ title, lines, reason }: ManualStep): string[] {
  return commentLines([`By hand: ${title} (${reason})`, ...lines.map((line) => `  ${line}`)]);
}

/** Lines that a format has no file for, as lines of a comment. */
export function describeLines(lines: HostConfiguration['fileLines']): string[] {
  return commentLines(lines.flatMap(({ path, text, reason }) => [`By hand: add to ${path} (${reason})`, `  ${text}`]));
}

/** Commands that a format has no place for, as lines of a comment. */
export function describeCommands(argvs: readonly (readonly string[])[]): string[] {
  return commentLines(argvs.map((argv) => `  ${quoteWords(argv)}`));
}

/** Make lines of texts: none is too long, and none ends before its end. */
export function commentLines(texts: readonly string[]): string[] {
  return texts.flatMap((text) => wrap(text.replace(UNSAFE, ' ').trimStart(), text.length - text.trimStart().length));
}
