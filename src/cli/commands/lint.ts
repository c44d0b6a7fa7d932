import { applyBaseline, createBaseline } from '../../lint/baseline.js';
import { matchesPattern } from '../../lint/config.js';
import type { Finding } from '../../lint/finding.js';
import { runFix } from '../../lint/fix.js';
import { listFixEdits, type TextEdit } from '../../lint/fix-edits.js';
import { hasFindings, type LintedFile, summarize } from '../../lint/report.js';
import { runLint } from '../../lint/run.js';
import type { LintPlan } from '../../lint/settings.js';
import { COLOR_FLAG, colorDiff, isStdoutColored, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type Flag, flagArgument, hasFlag, type ParsedFlags, usageError } from '../flags.js';
import { nameInput, STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';
import { LintFleet } from '../lint-fleet.js';
import { formatLint, LINT_FORMATS } from '../lint-format.js';
import { type LintInput, listLintInputs } from '../lint-inputs.js';
import { type ReadFile, readForLint } from '../lint-read.js';
import { LINT_FLAGS, type LintSettings, readLintSettings } from '../lint-settings.js';
import { Progress } from '../progress.js';
import { namingFile } from '../report.js';
import { RomFiles } from '../rom-files.js';
import { SURROUNDINGS_FLAGS } from '../surroundings.js';

const SHARED_FLAGS: readonly Flag[] = [
  ...SURROUNDINGS_FLAGS.filter(({ name }) => name === 'target'),
  {
    name: 'host',
    argument: 'FILE|DIR|local',
    summary:
      'A host snapshot (JSON), or local: look at the domain as it is on that host. Of several, and of a folder of snapshots, tell which domain can run on which',
  },
];

const FIX_FLAGS: readonly Flag[] = [
  { name: 'fix', summary: 'Mend what can be mended, and report what is left; standard input is printed as mended' },
  { name: 'print-diff', summary: 'With --fix: print what would be mended as a unified diff, and write nothing' },
];

/** `ptx lint`: what will not work in domains. */
export const lintCommand: Command = {
  usage: '[FILE…|DIR…|PATTERN…|-] [FLAGS]',
  description: [
    'Look for what will not work in domains: what libvirt refuses or drops in silence, devices that the guest will not get or drivers that will not load, and what is slow or unsafe. Each finding names its place, its cause and its cure.',
    'A folder stands for its .xml files and those of the folders in it, without what .gitignore names; files there that hold no domain are passed over. A file that is named and is no well-formed domain is a finding.',
    'Domains of one run are compared: two with the same UUID, name or MAC address, or that take the same device of the host.',
    'Exit codes: 0 nothing that weighs enough, 1 findings, 2 usage or configuration, 3 failure.',
  ],
  examples: [
    'ptx lint win10.xml',
    'virsh dumpxml --inactive win10 | ptx lint --fail-on=warning',
    'ptx lint hosts --fix --print-diff',
    'ptx lint hosts --format sarif >ptx.sarif',
    'ptx lint domains --host snapshots',
  ],
  flags: [
    ...FIX_FLAGS,
    ...LINT_FLAGS,
    ...SHARED_FLAGS,
    { name: 'format', argument: 'FORMAT', choices: LINT_FORMATS, summary: `How to print: ${LINT_FORMATS.join(', ')}` },
    COLOR_FLAG,
  ],
  run,
};

/** A file, its domain where it holds one, and the edits that SARIF shows. */
interface Linted extends LintedFile {
  readonly edits: ReadonlyMap<Finding, TextEdit>;
}

/** What was looked at, and how it fits together. */
interface Run {
  readonly files: readonly Linted[];
  /** How many files held no domain. */
  readonly skipped: number;
  readonly fleet: LintFleet;
}

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const { operands } = parsed;
  if (operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE, a folder, or a domain on standard input', 'Name a FILE, or "-" to type one');
  }
  if (hasFlag(parsed, 'print-diff') && !hasFlag(parsed, 'fix')) throw usageError('--print-diff needs --fix');
  const settings = await readLintSettings(parsed, io);
  const inputs = (await listLintInputs(operands.length === 0 ? [STANDARD_STREAM] : operands, io)).filter(
    ({ path, isNamed }) => isNamed || !matchesPattern(settings.ignore, settings.nameInConfig(path)),
  );
  if (inputs.length === 0) throw usageError(`Found no .xml file in ${operands.map((each) => `"${each}"`).join(', ')}`);
  return hasFlag(parsed, 'fix') ? runFixes(inputs, settings, parsed, io) : runReport(inputs, settings, parsed, io);
}

async function runReport(
  inputs: readonly LintInput[],
  settings: LintSettings,
  parsed: ParsedFlags,
  io: Io,
): Promise<number> {
  const format = flagArgument(parsed, 'format') ?? 'text';
  const run = await lintAll(inputs, settings, format === 'sarif', io);
  return report(run, settings, parsed, io, io.writeStdout);
}

/** Say what was found, and what that means for the exit code. */
async function report(
  { files, skipped, fleet }: Run,
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
  await write(await formatLint(left, fleet.placements, parsed, io));
  if (skipped > 0)
    io.writeStderr(`${skipped} ${skipped === 1 ? 'file holds' : 'files hold'} no domain and were passed over\n`);
  if (known > 0) io.writeStderr(`${known} findings are known to the baseline\n`);
  if (gone > 0) io.writeStderr(`${gone} findings of the baseline are gone: write it anew with --write-baseline\n`);
  const homeless = fleet.listHomeless();
  for (const path of homeless) io.writeStderr(`${path} can run on none of the hosts\n`);
  const { maxWarnings, failOn } = settings;
  const { warnings } = summarize(left);
  const isOver = maxWarnings !== undefined && warnings > maxWarnings;
  if (isOver) io.writeStderr(`${warnings} warnings are more than the ${maxWarnings} that are allowed\n`);
  return isOver || homeless.length > 0 || hasFindings(left, failOn) ? EXIT.findings : EXIT.ok;
}

async function lintAll(
  inputs: readonly LintInput[],
  settings: LintSettings,
  wantsEdits: boolean,
  io: Io,
): Promise<Run> {
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
interface Together {
  readonly wantsEdits: boolean;
  readonly fleet: LintFleet;
  readonly roms: RomFiles;
}

async function lintOne(
  input: string,
  { source, domain, findings }: ReadFile,
  settings: LintPlan,
  { wantsEdits, fleet, roms }: Together,
): Promise<Linted> {
  const path = nameInput(input);
  if (domain === undefined) return { path, findings, source, edits: new Map() };
  const plan = { ...settings, surroundings: { ...settings.surroundings, roms: await roms.read(domain) } };
  fleet.add(path, domain, plan);
  const found = runLint(domain, plan);
  return { path, findings: found, source, edits: wantsEdits ? listFixEdits(domain, plan, found) : new Map() };
}

async function runFixes(
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
      files.push(await lintOne(input.path, { ...read, source: domain?.xml ?? '', domain }, plan, together));
    }
    if (read !== undefined && fixed !== undefined && (fixed.changes.length > 0 || input.path === STANDARD_STREAM)) {
      mended.push({ path: input.path, before: read.source, after: fixed.domain.xml, count: fixed.changes.length });
    }
  }
  if (isDry) return printDiffs(mended, parsed, io);
  for (const { path, after, count } of mended) {
    if (path === STANDARD_STREAM) continue;
    await namingFile(path, () => io.replaceFile(path, after));
    io.writeStderr(`${path}: ${count} ${count === 1 ? 'change' : 'changes'}\n`);
  }
  const run: Run = { files: together.fleet.complete(files), skipped, fleet: together.fleet };
  const standard = mended.find(({ path }) => path === STANDARD_STREAM);
  if (inputs.some(({ path }) => path === STANDARD_STREAM)) {
    if (standard !== undefined) await io.writeStdout(standard.after);
    return report(run, settings, parsed, io, io.writeStderr);
  }
  return report(run, settings, parsed, io, io.writeStdout);
}

/** What a file is, and what it would be. */
interface Mended {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

async function printDiffs(mended: readonly Mended[], parsed: ParsedFlags, io: Io): Promise<number> {
  const { formatUnifiedDiff } = await import('../../xml/text-diff.js');
  const changed = mended.filter(({ count }) => count > 0);
  const diffs = changed.map(({ path, before, after }) => formatUnifiedDiff(nameInput(path), before, after));
  const isColored = isStdoutColored(readColorChoice(parsed), io);
  await io.writeStdout((isColored ? diffs.map(colorDiff) : diffs).join(''));
  return changed.length === 0 ? EXIT.ok : EXIT.pending;
}
