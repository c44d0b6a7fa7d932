import type { Placement } from '../lint/placement.js';
import type { LintedFile } from '../lint/report.js';
import type { FixEdits } from '../lint/reporters/sarif.js';
import { isStdoutColored, painter, readColorChoice } from './color.js';
import { flagArgument, type ParsedFlags } from './flags.js';
import type { Io } from './io.js';
import { readVersion } from './version.js';

/** A file, and the edits that would mend what was found in it. */
interface EditedFile extends LintedFile {
  readonly edits: FixEdits;
}

type Formatter = (
  files: readonly EditedFile[],
  placements: readonly Placement[],
  parsed: ParsedFlags,
  io: Io,
) => Promise<string>;

/** Each is loaded where it is asked for. */
const FORMATTERS: Readonly<Record<string, Formatter>> = {
  text: async (files, placements, parsed, io) => {
    const { formatLintText } = await import('../lint/reporters/text.js');
    const paint = painter(isStdoutColored(readColorChoice(parsed), io));
    const report = formatLintText(files, paint);
    if (placements.length === 0) return report;
    const { formatPlacementText } = await import('../lint/reporters/placement-text.js');
    return `${report}\n${formatPlacementText(placements, paint)}`;
  },
  json: async (files, placements) => (await import('../lint/reporters/json.js')).formatLintJson(files, placements),
  sarif: async (files) => {
    const { formatSarif } = await import('../lint/reporters/sarif.js');
    return formatSarif(files, readVersion(), new Map(files.flatMap(({ edits }) => [...edits])));
  },
  github: async (files) => (await import('../lint/reporters/github.js')).formatGithub(files),
  junit: async (files) => (await import('../lint/reporters/junit.js')).formatJunit(files),
};

/** The formats of `ptx lint`, the default first. */
export const LINT_FORMATS: readonly string[] = Object.keys(FORMATTERS);

/** Write what was found as the command line asks. */
export async function formatLint(
  files: readonly EditedFile[],
  placements: readonly Placement[],
  parsed: ParsedFlags,
  io: Io,
): Promise<string> {
  const formatter = FORMATTERS[flagArgument(parsed, 'format') ?? 'text'] as Formatter;
  return formatter(files, placements, parsed, io);
}
