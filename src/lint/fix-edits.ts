import type { Domain } from '../domain/domain.js';
import { LineIndex } from '../xml/line-index.js';
import type { Finding } from './finding.js';
import { mendFinding } from './fix-finding.js';
import type { LintPlan } from './settings.js';

/** One replacement in a text, by offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Each edit is found by mending a copy of the document, so there is a limit to how many are worth it. */
const MAX_EDITS = 50;

/** The edit that would mend each finding alone, for the first fixable ones of a document. */
export function listFixEdits(domain: Domain, plan: LintPlan, findings: readonly Finding[]): Map<Finding, TextEdit> {
  const edits = new Map<Finding, TextEdit>();
  const lines = new LineIndex(domain.xml);
  for (const finding of findings.filter(({ fixable }) => fixable).slice(0, MAX_EDITS)) {
    const draft = mendFinding(domain, plan, finding, lines);
    if (draft !== undefined) edits.set(finding, compare(domain.xml, draft.print()));
  }
  return edits;
}

/** The shortest single replacement that turns one text into another. */
function compare(before: string, after: string): TextEdit {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < limit - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
