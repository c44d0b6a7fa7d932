import { applyBaseline, createBaseline } from '../lint/baseline.js';
import type { Finding } from '../lint/finding.js';
import { listFixEdits, type TextEdit } from '../lint/fix-edits.js';
import { hasFindings, type LintedFile, summarize } from '../lint/report.js';
import { runLint } from '../lint/run.js';
import type { LintPlan } from '../lint/settings.js';
import { EXIT } from './exit-codes.js';
import { flagArgument, type ParsedFlags } from './flags.js';
import { nameInput } from './input.js';
import type { Io } from './io.js';
import { formatLint } from './lint-format.js';
import type { LintInput } from './lint-inputs.js';
import { type ReadFile, readForLint } from './lint-read.js';
import type { LintSettings } from './lint-settings.js';
import { Progress } from './progress.js';
import { namingFile } from './report.js';

/** A file, its domain where it holds one, and the edits that SARIF shows. */
export interface Linted extends LintedFile {
  readonly edits: ReadonlyMap<Finding, TextEdit>;
}

/** Look at files, and print what was found. */
export async function runReport(
  inputs: readonly LintInput[],
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
): Promise<number> {
  const format = flagArgument(parsed, 'format') ?? 'text';
  const { files, skipped } = await lintAll(inputs, settings, format === 'sarif', io);
  return report(files, skipped, settings, parsed, io, io.writeStdout);
}

/** Say what was found, and what that means for the exit code. */
export async function report(
  files: readonly Linted[],
  skipped: number,
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
  write: (text: string) => Promise<void> | void,
): Promise<number> {
  const written = flagArgument(parsed, 'write-baseline');
  if (written !== undefined) {
    const text = `${JSON.stringify(createBaseline(files), null, 2)}\n`;
    await namingFile(written, () => io.replaceFile(written, text));
    io.writeStderr(`${written}: ${files.reduce((sum, { findings }) => sum + findings.length, 0)} findings\n`);
    return EXIT.ok;
  }
  const {
    files: left,
    known,
    gone,
  } = settings.baseline === undefined ? { files, known: 0, gone: 0 } : applyBaseline(files, settings.baseline);
  await write(await formatLint(left, parsed, io));
  if (skipped > 0)
    io.writeStderr(
      `${skipped} ${skipped === 1 ? 'file holds no domain and was' : 'files hold no domain and were'} passed over\n`,
    );
  if (known > 0) io.writeStderr(`${known} findings are known to the baseline\n`);
  if (gone > 0) io.writeStderr(`${gone} findings of the baseline are gone: write it anew with --write-baseline\n`);
  const { maxWarnings, failOn } = settings;
  const { warnings } = summarize(left);
  const isOver = maxWarnings !== undefined && warnings > maxWarnings;
  if (isOver) io.writeStderr(`${warnings} warnings are more than the ${maxWarnings} that are allowed\n`);
  return isOver || hasFindings(left, failOn) ? EXIT.findings : EXIT.ok;
}

async function lintAll(
  inputs: readonly LintInput[],
  settings: LintSettings,
  wantsEdits: boolean,
  io: Io,
): Promise<{ files: Linted[]; skipped: number }> {
  const progress = new Progress(io, 'Linting', inputs.length);
  const files: Linted[] = [];
  let skipped = 0;
  for (const [index, input] of inputs.entries()) {
    progress.update(index);
    const read = await readForLint(input, io);
    if (read === undefined) skipped += 1;
    else files.push(lintOne(input.path, read, settings.planFor(input.path), wantsEdits));
  }
  progress.end();
  return { files, skipped };
}

/** Look at one file that was read. */
export function lintOne(
  path: string,
  { source, domain, findings }: ReadFile,
  plan: LintPlan,
  wantsEdits: boolean,
): Linted {
  const found = domain === undefined ? findings : runLint(domain, plan);
  const edits = domain !== undefined && wantsEdits ? listFixEdits(domain, plan, found) : new Map();
  // The text is for showing pieces of it.
  return { path: nameInput(path), findings: found, source: found.length === 0 ? '' : source, edits };
}
