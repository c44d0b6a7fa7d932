import { parseDomain, serializeDomain } from '../../domain/domain.js';
import { oneLine } from '../../domain/one-line.js';
import { type TransformResult, transformDomain } from '../../transforms/run.js';
import type { TransformOptions } from '../../transforms/surroundings.js';
import type { Step } from '../../transforms/transform.js';
import { countChanges, formatChanges, formatChangesJson } from '../change-list.js';
import { COLOR_FLAG, isStdoutColored, printableDiff, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import {
  type Flag,
  FORMAT_FLAG,
  flagArgument,
  hasFlag,
  type ParsedFlags,
  refuseTogether,
  usageError,
  wantsJson,
} from '../flags.js';
import { nameInput, readInput, STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';
import { namingFile, reportWarnings } from '../report.js';
import { listRequestedSteps, STEP_LIST_FLAGS } from '../requested-steps.js';
import { explainStepFlag, loadStepFlags } from '../step-flags.js';
import { readSurroundings, SURROUNDINGS_FLAGS } from '../surroundings.js';

const OUTPUT_FLAGS: readonly Flag[] = [
  { name: 'output', short: 'o', argument: 'FILE', summary: 'Write the domain to FILE, whole or not at all' },
  { name: 'in-place', summary: 'Rewrite FILE where something changes' },
  { name: 'check', summary: 'Write nothing; exit 1 where something would change' },
  { name: 'print-diff', summary: 'Print a unified diff instead of the domain' },
  { name: 'print-changes', summary: 'Print a list of the changes instead of the domain' },
  { ...FORMAT_FLAG, summary: 'How --print-changes prints: text (the default) or json' },
  { ...COLOR_FLAG, summary: 'Colour the diff: auto (the default: on a terminal), always or never' },
];

/** Flags that contradict each other. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['output', 'in-place'],
  ['check', 'output'],
  ['check', 'in-place'],
  ['print-diff', 'print-changes'],
];

/** `ptx transform`: read a domain, apply steps, and print or write the result. */
export const transformCommand: Command = {
  usage: '[FILE|-] [STEP FLAGS|--recipe NAME|--steps FILE] [FLAGS]',
  description: [
    'Read a domain from FILE or standard input, apply the steps in the order of their flags, and print the result. What the steps leave alone stays as it is, byte for byte; a step that finds all in place changes nothing.',
    'Exit codes: 0 done, 1 changes pending (--check), 2 usage or options, 3 failure. On failure nothing is printed.',
  ],
  examples: [
    'ptx transform win10.xml --hide-kvm --enable-hyperv=full --print-diff',
    'virsh dumpxml --inactive win10 | ptx transform --hide-kvm >win10-new.xml',
    'ptx transform --set-cpu-host-passthrough=check=none --in-place win10.xml',
    'ptx transform --recipe linux-gpu,01:00,functions=0-1 fedora.xml',
  ],
  flags: [...STEP_LIST_FLAGS, ...SURROUNDINGS_FLAGS, ...OUTPUT_FLAGS],
  loadStepFlags,
  helpSections: async () => (await import('../step-help.js')).formatStepHelp(),
  explainFlag: explainStepFlag,
  run,
};

interface Request {
  readonly input: string;
  /** The file to write, undefined for standard output. */
  readonly output: string | undefined;
  readonly isInPlace: boolean;
  readonly isCheck: boolean;
  readonly steps: readonly Step[];
  readonly options: TransformOptions;
  /** What to print instead of the domain. */
  readonly report:
    | ((name: string, before: string, after: string, result: TransformResult) => string | Promise<string>)
    | undefined;
}

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const request = await readRequest(parsed, io);
  const name = nameInput(request.input);
  const before = await namingFile(name, () => readInput(request.input, io));
  const result = await namingFile(name, () => transformDomain(parseDomain(before), ...request.steps, request.options));
  const after = serializeDomain(result.domain);
  const isChanged = after !== before;
  reportWarnings(result.warnings, io);

  const { output, isInPlace, isCheck } = request;
  const report = await request.report?.(name, before, after, result);
  // The file comes first: nothing may be printed when it cannot be written.
  if (output !== undefined && (isChanged || !isInPlace)) {
    await namingFile(output, () => io.replaceFile(output, after));
  }
  if (output !== undefined || isCheck) {
    io.writeStderr(`${oneLine(name)}: ${countChanges(isChanged ? result.changes : [])}\n`);
    if (report === undefined && isChanged && isCheck) io.writeStderr(formatChanges(result.changes));
  }
  await io.writeStdout(report ?? (output === undefined && !isCheck ? after : ''));
  return isCheck && isChanged ? EXIT.pending : EXIT.ok;
}

async function readRequest(parsed: ParsedFlags, io: Io): Promise<Request> {
  const { operands } = parsed;
  if (operands.length > 1) {
    const hint = 'The options of a step follow "=", as in --hide-kvm=state=on';
    throw usageError(`Expected one FILE, found ${operands.map((operand) => `"${operand}"`).join(', ')}`, hint);
  }
  refuseTogether(parsed, EXCLUSIVE);
  if (wantsJson(parsed) && !hasFlag(parsed, 'print-changes')) {
    throw usageError('--format json needs --print-changes', 'Add --print-changes: a domain has no JSON form');
  }
  const [input = STANDARD_STREAM] = operands;
  const isInPlace = hasFlag(parsed, 'in-place');
  if (isInPlace && input === STANDARD_STREAM) throw usageError('--in-place needs a FILE');
  if (operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE or a domain on standard input', 'Name a FILE, or "-" to type one');
  }
  const steps = await listRequestedSteps(parsed, io);
  const options = await readSurroundings(parsed, io);
  const target = isInPlace ? input : flagArgument(parsed, 'output');
  const output = target === STANDARD_STREAM ? undefined : target;
  return {
    input,
    output,
    isInPlace,
    isCheck: hasFlag(parsed, 'check'),
    steps,
    options,
    report: chooseReport(parsed, io),
  };
}

function chooseReport(parsed: ParsedFlags, io: Io): Request['report'] {
  if (hasFlag(parsed, 'print-changes')) {
    const format = wantsJson(parsed) ? formatChangesJson : formatChanges;
    return (_name, _before, _after, { changes }) => format(changes);
  }
  if (!hasFlag(parsed, 'print-diff')) return undefined;
  const isColored = isStdoutColored(readColorChoice(parsed), io);
  return async (name, before, after) => {
    // Most runs print no diff, and its library costs start-up time.
    const { formatUnifiedDiff } = await import('../../xml/text-diff.js');
    const diff = formatUnifiedDiff(name, before, after);
    return printableDiff(diff, isColored, io);
  };
}
