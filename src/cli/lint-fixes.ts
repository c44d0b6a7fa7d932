import { oneLine } from '../domain/one-line.js';
import { runFix } from '../lint/fix.js';
import { countOf } from '../lint/report.js';
import { isStdoutColored, printableDiff, readColorChoice } from './color.js';
import { EXIT } from './exit-codes.js';
import { hasFlag, type ParsedFlags } from './flags.js';
import { nameInput, STANDARD_STREAM } from './input.js';
import type { Io } from './io.js';
import { LintFleet } from './lint-fleet.js';
import type { LintInput } from './lint-inputs.js';
import { readForLint } from './lint-read.js';
import { type Linted, type LintRun, lintOne, report } from './lint-report.js';
import type { LintSettings } from './lint-settings.js';
import { namingFile } from './report.js';
import { RomFiles } from './rom-files.js';

/** What a file is, and what it would be. */
interface Mended {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

/** Mend files, or show what would be mended, and report what is left. */
export async function runFixes(
  inputs: readonly LintInput[],
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
): Promise<number> {
  const isDry = hasFlag(parsed, 'print-diff');
  const files: Linted[] = [];
  const mended: Mended[] = [];
  const together = { wantsEdits: false, fleet: new LintFleet(settings.hosts), roms: new RomFiles(io) };
  let skipped = 0;
  for (const input of inputs) {
    const plan = settings.planFor(input.path);
    const read = await readForLint(input, io);
    if (read === undefined) skipped += 1;
    const fixed = read?.domain === undefined ? undefined : runFix(read.domain, plan);
    if (read !== undefined) {
      const domain = fixed?.domain;
      files.push(await lintOne(input.path, { ...read, source: domain?.xml ?? read.source, domain }, plan, together));
    }
    if (read !== undefined && fixed !== undefined && (fixed.changes.length > 0 || input.path === STANDARD_STREAM)) {
      mended.push({ path: input.path, before: read.source, after: fixed.domain.xml, count: fixed.changes.length });
    }
  }
  if (isDry) return printDiffs(mended, parsed, io);
  for (const { path, after, count } of mended) {
    if (path === STANDARD_STREAM) continue;
    await namingFile(path, () => io.replaceFile(path, after));
    io.writeStderr(`${oneLine(path)}: ${countOf(count, 'change')}\n`);
  }
  const run: LintRun = { files: together.fleet.complete(files), skipped, fleet: together.fleet };
  const standard = mended.find(({ path }) => path === STANDARD_STREAM);
  if (inputs.some(({ path }) => path === STANDARD_STREAM)) {
    if (standard !== undefined) await io.writeStdout(standard.after);
    return report(run, settings, parsed, io, io.writeStderr);
  }
  return report(run, settings, parsed, io, io.writeStdout);
}

async function printDiffs(mended: readonly Mended[], parsed: ParsedFlags, io: Io): Promise<number> {
  const { formatUnifiedDiff } = await import('../xml/text-diff.js');
  const changed = mended.filter(({ count }) => count > 0);
  const diffs = changed.map(({ path, before, after }) => formatUnifiedDiff(nameInput(path), before, after));
  const isColored = isStdoutColored(readColorChoice(parsed), io);
  await io.writeStdout(diffs.map((diff) => printableDiff(diff, isColored, io)).join(''));
  return changed.length === 0 ? EXIT.ok : EXIT.pending;
}
