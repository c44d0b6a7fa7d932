import { Domain } from '../domain/domain.js';
import { DomainDraft } from '../domain/domain-draft.js';
import type { Change } from '../xml/change.js';
import { LineIndex } from '../xml/line-index.js';
import { spanOf } from './place.js';
import { checkRule, selectRules } from './run.js';
import { type LintOptions, type LintPlan, planLint } from './settings.js';
import { Silence } from './silence.js';

/** What mending a domain brought about. */
export interface FixResult {
  /** The new domain, or the one that was passed in where nothing could be mended. */
  readonly domain: Domain;
  /** Every change, in order; the step of each is the name of a rule. */
  readonly changes: Change[];
}

/** So often is a domain looked through at the most; a fix that another undoes would go on for ever. */
const MAX_PASSES = 10;

/**
 * Mend what the rules can mend, until nothing more is to be done. Pure: the domain that is passed in stays as it is.
 *
 * @throws PtxError OPTION_INVALID for options that do not fit
 */
export function fixDomain(domain: Domain, options: LintOptions = {}): FixResult {
  return runFix(domain, planLint(options));
}

/** @internal The same with a plan that serves many domains. */
export function runFix(domain: Domain, plan: LintPlan): FixResult {
  const changes: Change[] = [];
  let current = domain;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const made = fixOnce(current, plan);
    if (made.changes.length === 0) break;
    changes.push(...made.changes);
    current = made.domain;
  }
  return { domain: current, changes };
}

/** @internal Let each rule look at what the rules before it left, and mend it. */
export function fixOnce(domain: Domain, plan: LintPlan): FixResult {
  const draft = new DomainDraft(domain);
  const silence = new Silence(domain.xml, new LineIndex(domain.xml));
  const changes: Change[] = [];
  let relevant = new Set(selectRules(plan.active, draft));
  for (const active of plan.active) {
    if (!relevant.has(active)) continue;
    for (const report of checkRule(active, draft, plan.surroundings)) {
      // What a fix has just written has no place in the source yet; the next pass looks at it.
      if (report.fix === undefined || report.at.start < 0) continue;
      if (silence.covers(active.rule.name, spanOf(report).start)) continue;
      report.fix(draft);
    }
    const made = draft.finishStep(active.rule.name).changes;
    if (made.length > 0) relevant = new Set(selectRules(plan.active, draft));
    changes.push(...made);
  }
  return changes.length === 0 ? { domain, changes } : { domain: new Domain(draft.print()), changes };
}
