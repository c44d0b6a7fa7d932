import { Domain } from '../domain/domain.js';
import { DomainDraft } from '../domain/domain-draft.js';
import { LineIndex } from '../xml/line-index.js';
import type { Finding } from './finding.js';
import type { FixResult } from './fix.js';
import { spanOf } from './place.js';
import { checkRule } from './run.js';
import { type LintOptions, type LintPlan, planLint } from './settings.js';

/**
 * Mend one finding of a domain and leave the others; nothing changes where it cannot be mended, or is no longer there.
 * Pure: the domain that is passed in stays as it is.
 *
 * @throws PtxError OPTION_INVALID for options that do not fit
 */
export function fixFinding(domain: Domain, finding: Finding, options: LintOptions = {}): FixResult {
  const draft = mendFinding(domain, planLint(options), finding, new LineIndex(domain.xml));
  const changes = draft?.finishStep(finding.ruleId).changes ?? [];
  return draft === undefined || changes.length === 0
    ? { domain, changes: [] }
    : { domain: new Domain(draft.print()), changes: [...changes] };
}

/** @internal A draft in which a finding is mended, undefined where it cannot be. */
export function mendFinding(
  domain: Domain,
  plan: LintPlan,
  finding: Finding,
  lines: LineIndex,
): DomainDraft | undefined {
  const active = plan.active.find(({ rule }) => rule.name === finding.ruleId);
  if (active === undefined) return undefined;
  const draft = new DomainDraft(domain);
  const report = checkRule(active, draft, plan.surroundings).find((candidate) => {
    const { line, column } = lines.locate(spanOf(candidate).start);
    return candidate.message === finding.messageId && line === finding.line && column === finding.column;
  });
  if (report?.fix === undefined) return undefined;
  report.fix(draft);
  return draft;
}
