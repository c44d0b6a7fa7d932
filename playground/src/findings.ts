import type { Note } from './editor/notes.js';
import type { PlacedFinding, Refusal } from './worker/protocol.js';

/** Findings as they stand in the text. */
export function notesOf(findings: readonly PlacedFinding[], fix: (finding: PlacedFinding) => void): Note[] {
  return findings.map((finding) => ({
    from: finding.from,
    to: finding.to,
    severity: finding.severity,
    line: finding.line,
    column: finding.column,
    title: finding.ruleId,
    message: finding.message,
    cure: finding.cure,
    fix: finding.fixable ? () => fix(finding) : undefined,
  }));
}

/** The place where a text cannot be read. */
export function noteOfRefusal(text: string, { code, message, hint, location }: Refusal): Note {
  const { line, column } = location ?? { line: 1, column: 1 };
  // No column counts a byte order mark.
  const byteOrderMark = line === 1 && text.startsWith('\uFEFF') ? 1 : 0;
  const from = offsetOf(text, line) + column - 1 + byteOrderMark;
  return {
    from,
    to: from + 1,
    severity: 'error',
    line,
    column,
    title: code,
    message,
    cure: hint ?? '',
    fix: undefined,
  };
}

/** `2 errors, 1 warning`, or that there is nothing. */
export function countFindings(findings: readonly PlacedFinding[]): string {
  const count = (severity: PlacedFinding['severity'], word: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  };
  const parts = [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')];
  return parts.length === 0 ? 'No findings' : parts.join(', ');
}

function offsetOf(text: string, line: number): number {
  const newline = /\r\n|\r|\n/g;
  for (let current = 1; current < line; current += 1) newline.exec(text);
  return newline.lastIndex;
}
