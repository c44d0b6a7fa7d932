import { maskSecretsOfText } from '../../domain/hide-secrets.js';
import { escapeControls, oneLine } from '../../domain/one-line.js';
import type { Finding, Severity } from '../finding.js';
import { countOf, type LintedFile, summarize } from '../report.js';

/** Mark a piece of the report by what it is. */
export type LintPaint = (style: Severity | 'place' | 'cure', text: string) => string;

/** Longest piece of a line that is shown; what is cut off is marked. */
const MAX_LINE = 160;

/**
 * Write what was found for people: each finding with its place, the line at fault and the cure; then the counts. Secrets
 * are masked.
 */
export function formatLintText(files: readonly LintedFile[], paint: LintPaint): string {
  const found = files.flatMap((file) => {
    if (file.findings.length === 0) return [];
    const lines = maskSecretsOfText(file.source).split(/\r\n|\r|\n/);
    return file.findings.map((finding) => formatFinding(file.path, finding, lines, paint));
  });
  return `${[...found, formatSummary(files)].join('\n')}`;
}

function formatFinding(path: string, finding: Finding, lines: readonly string[], paint: LintPaint): string {
  const { severity, ruleId, message, cure, line, column, fixable } = finding;
  const place = paint('place', `${oneLine(path)}:${line}:${column}`);
  const mends = fixable ? ' (--fix does it)' : '';
  return [
    `${place}: ${paint(severity, severity)}: ${oneLine(message)} [${ruleId}]`,
    ...formatFrame(finding, lines, paint),
    `  ${paint('cure', 'cure:')} ${oneLine(cure)}${mends}`,
    '',
  ].join('\n');
}

/** The line at fault, and below it marks under what is at fault. */
export function formatFrame(
  { line, column, endLine, endColumn, severity }: Finding,
  lines: readonly string[],
  paint: LintPaint,
): string[] {
  const text = (lines[line - 1] ?? '').replace(/^\uFEFF/, '');
  const from = Math.max(0, Math.min(column - 1, text.length) - MAX_LINE / 2);
  const shown = text.slice(from, from + MAX_LINE);
  const end = endLine === line ? endColumn - 1 : text.length;
  const lead = shown.slice(0, column - 1 - from).replace(/[^\t]/g, ' ');
  const marks = '^'.repeat(Math.max(1, Math.min(end, from + MAX_LINE) - (column - 1)));
  const gutter = `${line} |`;
  const [cutLeft, cutRight] = [from > 0 ? '…' : '', from + MAX_LINE < text.length ? '…' : ''];
  return [
    `  ${gutter} ${cutLeft}${escapeControls(shown.replaceAll('\t', '    '))}${cutRight}`,
    `  ${' '.repeat(gutter.length - 1)}| ${cutLeft === '' ? '' : ' '}${lead.replaceAll('\t', '    ')}${paint(severity, marks)}`,
  ];
}

function formatSummary(files: readonly LintedFile[]): string {
  const { errors, warnings, infos } = summarize(files);
  const counts = [countOf(errors, 'error'), countOf(warnings, 'warning'), countOf(infos, 'info')].join(', ');
  return `${counts} in ${countOf(files.length, 'file')}\n`;
}
