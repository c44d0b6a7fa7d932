import type { Placement } from '../placement.js';
import { type FileFindings, summarize } from '../report.js';

/**
 * Write what was found as one JSON document: the files in their order, and the counts; where there are several hosts,
 * also which domain can run on which.
 */
export function formatLintJson(files: readonly FileFindings[], placement: readonly Placement[] = []): string {
  const shown = files.map(({ path, findings }) => ({ path, findings }));
  const placed = placement.length === 0 ? {} : { placement };
  return `${JSON.stringify({ files: shown, summary: summarize(files), ...placed }, null, 2)}\n`;
}
