import type { Finding, Severity } from './finding.js';

/** What was found in one file. */
export interface FileFindings {
  /** As it was named, or found. */
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** A file, with its text for reports that show pieces of it. */
export interface LintedFile extends FileFindings {
  readonly source: string;
}

/** How much was found. */
export interface LintSummary {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** Severities, the heaviest first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Count what was found. */
export function summarize(files: readonly FileFindings[]): LintSummary {
  const count = (severity: Severity) =>
    files.reduce((sum, { findings }) => sum + findings.filter((finding) => finding.severity === severity).length, 0);
  return { files: files.length, errors: count('error'), warnings: count('warning'), infos: count('info') };
}

/** A number with its noun. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** True where something weighs as much as a severity, or more. */
export function hasFindings(files: readonly FileFindings[], least: Severity): boolean {
  const heavy = SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1);
  return files.some(({ findings }) => findings.some(({ severity }) => heavy.includes(severity)));
}
