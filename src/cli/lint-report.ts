import { dirname } from 'node:path';
import { DomainView } from '../domain/domain-reader.js';
import { oneLine } from '../domain/one-line.js';
import { applyBaseline, createBaseline } from '../lint/baseline.js';
import type { Finding } from '../lint/finding.js';
import { listFixEdits, type TextEdit } from '../lint/fix-edits.js';
import { countOf, hasFindings, type LintedFile, summarize } from '../lint/report.js';
import { runLint } from '../lint/run.js';
import type { LintPlan } from '../lint/settings.js';
import { EXIT } from './exit-codes.js';
import { flagArgument, type ParsedFlags } from './flags.js';
import { nameInput } from './input.js';
import type { Io } from './io.js';
import { LintFleet } from './lint-fleet.js';
import { formatLint } from './lint-format.js';
import type { LintInput } from './lint-inputs.js';
import { type ReadFile, readForLint } from './lint-read.js';
import { type LintSettings, namesFrom } from './lint-settings.js';
import { Progress } from './progress.js';
import { namingFile } from './report.js';
import { RomFiles } from './rom-files.js';

/** A file, its domain where it holds one, and the edits that SARIF shows. */
export interface Linted extends LintedFile {
  readonly edits: ReadonlyMap<Finding, TextEdit>;
}

/** What was looked at, and how it fits together. */
export interface LintRun {
  readonly files: readonly Linted[];
  /** How many files held no domain. */
  readonly skipped: number;
  readonly fleet: LintFleet;
}

/** Look at files, and print what was found. */
export async function runReport(
  inputs: readonly LintInput[],
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
): Promise<number> {
  const format = flagArgument(parsed, 'format') ?? 'text';
  return report(await lintAll(inputs, settings, format === 'sarif', io), settings, parsed, io, io.writeStdout);
}

/** Say what was found, and what that means for the exit code. */
export async function report(
  { files, skipped, fleet }: LintRun,
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
  write: (text: string) => Promise<void> | void,
): Promise<number> {
  const written = flagArgument(parsed, 'write-baseline');
  if (written !== undefined) {
    const text = `${JSON.stringify(createBaseline(files, namesFrom(dirname(written), io)), null, 2)}\n`;
    await namingFile(written, () => io.replaceFile(written, text));
    const found = files.reduce((sum, { findings }) => sum + findings.length, 0);
    io.writeStderr(`${oneLine(written)}: ${countOf(found, 'finding')}\n`);
    return EXIT.ok;
  }
  const {
    files: left,
    known,
    gone,
  } = settings.baseline === undefined
    ? { files, known: 0, gone: 0 }
    : applyBaseline(files, settings.baseline.content, settings.baseline.nameOf);
  await write(await formatLint(left, fleet.placements, parsed, io));
  if (skipped > 0) io.writeStderr(`${countOf(skipped, 'file')} without a domain passed over\n`);
  if (known > 0) io.writeStderr(`${countOf(known, 'finding')} of the baseline left out\n`);
  if (gone > 0)
    io.writeStderr(`${countOf(gone, 'finding')} of the baseline gone: write it anew with --write-baseline\n`);
  const homeless = fleet.listHomeless();
  for (const path of homeless) io.writeStderr(`${oneLine(path)} can run on none of the hosts\n`);
  const { maxWarnings, failOn } = settings;
  const { warnings } = summarize(left);
  const isOver = maxWarnings !== undefined && warnings > maxWarnings;
  if (isOver) io.writeStderr(`Found ${countOf(warnings, 'warning')}, allowed are ${maxWarnings}\n`);
  return isOver || homeless.length > 0 || hasFindings(left, failOn) ? EXIT.findings : EXIT.ok;
}

async function lintAll(
  inputs: readonly LintInput[],
  settings: LintSettings,
  wantsEdits: boolean,
  io: Io,
): Promise<LintRun> {
  const progress = new Progress(io, 'Linting', inputs.length);
  const files: Linted[] = [];
  const fleet = new LintFleet(settings.hosts);
  const roms = new RomFiles(io);
  let skipped = 0;
  for (const [index, input] of inputs.entries()) {
    progress.update(index);
    const read = await readForLint(input, io);
    if (read === undefined) skipped += 1;
    else files.push(await lintOne(input.path, read, settings.planFor(input.path), { wantsEdits, fleet, roms }));
  }
  progress.end();
  return { files: fleet.complete(files), skipped, fleet };
}

/** What the files of a run have in common. */
export interface Together {
  readonly wantsEdits: boolean;
  readonly fleet: LintFleet;
  readonly roms: RomFiles;
}

/** Look at one file that was read. */
export async function lintOne(
  input: string,
  { source, domain, findings }: ReadFile,
  settings: LintPlan,
  { wantsEdits, fleet, roms }: Together,
): Promise<Linted> {
  const path = nameInput(input);
  if (domain === undefined) return { path, findings, source, edits: new Map() };
  const view = new DomainView(domain);
  const plan = { ...settings, surroundings: { ...settings.surroundings, roms: await roms.read(view) } };
  fleet.add(path, view, plan);
  const found = runLint(view, plan);
  return { path, findings: found, source, edits: wantsEdits ? listFixEdits(domain, plan, found) : new Map() };
}
