import { matchesPattern } from '../../lint/patterns.js';
import { COLOR_FLAG } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type Flag, hasFlag, type ParsedFlags, usageError } from '../flags.js';
import { STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';
import { runFixes } from '../lint-fixes.js';
import { LINT_FORMATS } from '../lint-format.js';
import { type LintInput, listLintInputs } from '../lint-inputs.js';
import { runReport } from '../lint-report.js';
import { LINT_FLAGS, type LintSettings, readLintSettings } from '../lint-settings.js';
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

const INPUT_FLAGS: readonly Flag[] = [
  {
    name: 'ignore-unknown',
    summary:
      'Treat named files as those of a folder: pass over what holds no domain, and what the configuration ignores',
  },
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
    ...INPUT_FLAGS,
    ...LINT_FLAGS,
    ...SHARED_FLAGS,
    { name: 'format', argument: 'FORMAT', choices: LINT_FORMATS, summary: `How to print: ${LINT_FORMATS.join(', ')}` },
    COLOR_FLAG,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const { operands } = parsed;
  if (operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE, a folder, or a domain on standard input', 'Name a FILE, or "-" to type one');
  }
  if (hasFlag(parsed, 'print-diff') && !hasFlag(parsed, 'fix')) throw usageError('--print-diff needs --fix');
  const settings = await readLintSettings(parsed, io);
  const isPassedOver = hasFlag(parsed, 'ignore-unknown');
  const inputs = await chooseInputs(operands, settings, isPassedOver, io);
  if (inputs.length === 0 && isPassedOver) return EXIT.ok;
  if (inputs.length === 0) throw usageError(`Found no .xml file in ${operands.map((each) => `"${each}"`).join(', ')}`);
  return hasFlag(parsed, 'fix') ? runFixes(inputs, settings, parsed, io) : runReport(inputs, settings, parsed, io);
}

/** The files that are looked at: what was named whatever the configuration says, unless that is asked for. */
async function chooseInputs(
  operands: readonly string[],
  settings: LintSettings,
  isPassedOver: boolean,
  io: Io,
): Promise<LintInput[]> {
  const listed = await listLintInputs(operands.length === 0 ? [STANDARD_STREAM] : operands, io);
  return listed
    .map(({ path, isNamed }) => ({ path, isNamed: isNamed && (!isPassedOver || path === STANDARD_STREAM) }))
    .filter(({ path, isNamed }) => isNamed || !matchesPattern(settings.ignore, settings.nameInConfig(path)));
}
