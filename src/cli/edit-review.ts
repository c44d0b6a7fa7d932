import { hideSecrets } from '../domain/hide-secrets.js';
import { escapeLines, oneLine } from '../domain/one-line.js';
import { PtxError } from '../errors.js';
import type { LintPlan } from '../lint/settings.js';
import { countChanges, formatChanges } from './change-list.js';
import { colorDiff, type Paint } from './color.js';
import { compareFindings, formatEditFindings } from './edit-findings.js';
import { listEditNotes } from './edit-notes.js';
import { isChangedSince, type Proposal } from './edit-proposal.js';
import type { Io } from './io.js';
import { reportWarnings } from './report.js';
import type { RomFiles } from './rom-files.js';

/** How proposals are looked at. */
export interface ReviewOptions {
  readonly isColored: boolean;
  readonly paint: Paint;
  /** Nobody is asked. */
  readonly isYes: boolean;
  /** What would be refused is only told. */
  readonly isForced: boolean;
  readonly roms: RomFiles | undefined;
  planFor(path: string): LintPlan;
}

/** The difference that a proposal makes as a unified diff, with secrets hidden. */
export async function formatProposalDiff({ domain, before, after }: Proposal, isColored: boolean): Promise<string> {
  // Not every run prints a diff, and its library costs start-up time.
  const { formatUnifiedDiff } = await import('../xml/text-diff.js');
  const [from, to] = [before === undefined ? '' : hideSecrets(before).xml, hideSecrets(after).xml];
  const diff = formatUnifiedDiff(`${oneLine(domain.name)}.xml`, from, to);
  return isColored ? colorDiff(diff) : escapeLines(diff);
}

/**
 * Show on stderr what a proposal does, what its state makes of it, and what lint finds.
 *
 * @throws PtxError LINT_REFUSED for errors that the edit brings, DOMAIN_CHANGED for an edit that cannot be taken back alone
 */
export async function reviewProposal(proposal: Proposal, options: ReviewOptions, io: Io): Promise<void> {
  const { domain, state, changes, undoes } = proposal;
  const { paint } = options;
  const title = undoes === undefined ? countChanges(changes) : `back to ${undoes.path}`;
  io.writeStderr(`${paint('title', oneLine(`${domain.name}: ${title}`))}\n`);
  io.writeStderr(await formatProposalDiff(proposal, options.isColored));
  reportWarnings(proposal.warnings, io);
  const notes = state === undefined ? ['It is gone, and will be defined again'] : listEditNotes(state);
  for (const note of notes) io.writeStderr(`${paint('note', `note: ${note}`)}\n`);
  if (undoes === undefined) await reviewFindings(proposal, options, io);
  else reviewUndo(proposal, options, io);
}

async function reviewFindings({ domain, before, after }: Proposal, options: ReviewOptions, io: Io): Promise<void> {
  if (before === undefined) return;
  const plan = options.planFor(`${domain.name}.xml`);
  const findings = await compareFindings(before, after, plan, options.roms);
  io.writeStderr(formatEditFindings(domain.name, findings, options.paint));
  const errors = findings.brought.filter(({ severity }) => severity === 'error').length;
  if (errors === 0 || options.isForced) return;
  throw new PtxError('LINT_REFUSED', `The edit brings ${errors === 1 ? 'an error' : `${errors} errors`}`, {
    hint: '--force goes ahead all the same, --rule NAME=off silences a rule',
  });
}

function reviewUndo(proposal: Proposal, { paint, isYes, isForced }: ReviewOptions, io: Io): void {
  if (!isChangedSince(proposal)) return;
  io.writeStderr(`${paint('note', 'note: It was changed after the edit, and that is taken back too')}\n`);
  if (!isYes || isForced) return;
  throw new PtxError('DOMAIN_CHANGED', 'It was changed after the edit, and that would be taken back too', {
    hint: 'Without --yes it is shown and asked; --force goes ahead',
  });
}

/** What `--check` and `--print-changes` print of a proposal. */
export function formatProposalChanges({ domain, isChanged, changes }: Proposal): string {
  return `${oneLine(domain.name)}: ${isChanged ? countChanges(changes) : 'no changes'}\n${formatChanges(changes)}`;
}
