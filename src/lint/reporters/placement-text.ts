import { oneLine } from '../../domain/one-line.js';
import type { Placement } from '../placement.js';
import type { LintPaint } from './text.js';

/** Write for people which domain can run on which host, and below it why not. */
export function formatPlacementText(placements: readonly Placement[], paint: LintPaint): string {
  const hosts = [...new Set(placements.map(({ host }) => host))];
  const paths = [...new Set(placements.map(({ path }) => path))];
  const fits = new Map(placements.map(({ path, host, fits }) => [`${path}\n${host}`, fits]));
  const head = ['Can run on', ...hosts.map(oneLine)];
  const rows = paths.map((path) => [
    oneLine(path),
    ...hosts.map((host) => (fits.get(`${path}\n${host}`) ? 'yes' : 'no')),
  ]);
  const widths = head.map((cell, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? cell).length)));
  const table = [head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const reasons = placements.flatMap(({ path, host, reasons }) =>
    reasons.map(({ ruleId, message, line, column }) => {
      const place = paint('place', `${oneLine(path)}:${line}:${column}`);
      return `${place}: not on ${oneLine(host)}: ${oneLine(message)} [${ruleId}]\n`;
    }),
  );
  return [...table.map((line) => `${line.trimEnd()}\n`), ...(reasons.length === 0 ? [] : ['\n', ...reasons])].join('');
}
