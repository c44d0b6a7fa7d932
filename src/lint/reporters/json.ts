import { type FileFindings, summarize } from '../report.js';

/** Write what was found as one JSON document: the files in their order, and the counts. */
export function formatLintJson(files: readonly FileFindings[]): string {
  const shown = files.map(({ path, findings }) => ({ path, findings }));
  return `${JSON.stringify({ files: shown, summary: summarize(files) }, null, 2)}\n`;
}
