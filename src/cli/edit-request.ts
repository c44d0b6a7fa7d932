import type { TransformOptions } from '../transforms/surroundings.js';
import type { Step } from '../transforms/transform.js';
import { formatChangesJson } from './change-list.js';
import { isStderrColored, isStdoutColored, painter, readColorChoice } from './color.js';
import type { Proposal } from './edit-proposal.js';
import { formatProposalChanges, formatProposalDiff, type ReviewOptions } from './edit-review.js';
import {
  flagArgument,
  hasFlag,
  type ParsedFlags,
  refuseTogether,
  requireOneOperand,
  usageError,
  wantsJson,
} from './flags.js';
import type { Io } from './io.js';
import { readLintSettings } from './lint-settings.js';
import { listRequestedSteps } from './requested-steps.js';
import { readSurroundings } from './surroundings.js';

/** What `ptx edit` is asked for. */
export interface EditRequest {
  readonly kind: 'edit' | 'undo';
  /** Name or UUID of a domain; undefined for all. */
  readonly operand: string | undefined;
  readonly connect: string | undefined;
  readonly steps: readonly Step[];
  readonly options: TransformOptions;
  readonly isCheck: boolean;
  readonly review: Omit<ReviewOptions, 'roms'>;
  /** What to print instead of defining anything. */
  readonly print: ((proposals: readonly Proposal[]) => Promise<string>) | undefined;
}

/** Flags that contradict each other. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['print-diff', 'print-changes'],
  ['undo', 'all'],
  ['undo', 'print-changes'],
];

/**
 * Read what the command line asks for.
 *
 * @throws PtxError USAGE, OPTION_INVALID, FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readEditRequest(parsed: ParsedFlags, io: Io): Promise<EditRequest> {
  refuseTogether(parsed, EXCLUSIVE);
  if (wantsJson(parsed) && !hasFlag(parsed, 'print-changes')) throw usageError('--format json needs --print-changes');
  const kind = hasFlag(parsed, 'undo') ? 'undo' : 'edit';
  const operand = readOperand(parsed);
  const steps = await listRequestedSteps(parsed, io);
  if (kind === 'edit' && steps.length === 0) {
    throw usageError('Expected a step, --recipe, --steps or --undo', 'virsh edit opens a domain in an editor');
  }
  if (kind === 'undo' && steps.length > 0) throw usageError('--undo takes no steps');
  const print = choosePrint(parsed, io);
  const isYes = hasFlag(parsed, 'yes');
  if (print === undefined && !isYes && !(io.isStdinTerminal && io.isStderrTerminal)) {
    const hint = '--yes goes ahead without a question, --print-diff shows what would be defined';
    throw usageError('Nobody can be asked: this is no terminal', hint);
  }
  const isColored = isStderrColored(readColorChoice(parsed), io);
  const { planFor } = await readLintSettings(parsed, io);
  return {
    kind,
    operand,
    connect: flagArgument(parsed, 'connect'),
    steps,
    options: await readSurroundings(parsed, io),
    isCheck: hasFlag(parsed, 'check'),
    review: { isColored, paint: painter(isColored), isYes, isForced: hasFlag(parsed, 'force'), planFor },
    print,
  };
}

function readOperand(parsed: ParsedFlags): string | undefined {
  if (!hasFlag(parsed, 'all')) return requireOneOperand(parsed, 'DOMAIN');
  if (parsed.operands.length === 0) return undefined;
  throw usageError(`--all stands for every domain, found "${parsed.operands[0]}"`);
}

function choosePrint(parsed: ParsedFlags, io: Io): EditRequest['print'] {
  if (hasFlag(parsed, 'print-changes')) {
    if (!wantsJson(parsed)) return async (proposals) => proposals.map(formatProposalChanges).join('');
    return async (proposals) => (hasFlag(parsed, 'all') ? formatAllJson(proposals) : formatOneJson(proposals));
  }
  if (hasFlag(parsed, 'print-diff')) {
    const isColored = isStdoutColored(readColorChoice(parsed), io);
    return async (proposals) => {
      const diffs = await Promise.all(proposals.map((proposal) => formatProposalDiff(proposal, isColored)));
      return diffs.join('');
    };
  }
  if (!hasFlag(parsed, 'check')) return undefined;
  return async (proposals) => {
    io.writeStderr(proposals.map(formatProposalChanges).join(''));
    return '';
  };
}

function formatOneJson(proposals: readonly Proposal[]): string {
  return formatChangesJson(proposals.flatMap(({ changes }) => changes));
}

function formatAllJson(proposals: readonly Proposal[]): string {
  const domains = proposals.map(({ domain, changes }) => ({ ...domain, changes }));
  return `${JSON.stringify({ domains }, null, 2)}\n`;
}
