import { Domain, parseDomain, serializeDomain } from '../domain/domain.js';
import { DomainDraft, type Warning } from '../domain/domain-draft.js';
import { PtxError } from '../errors.js';
import type { Change } from '../xml/change.js';
import { Step } from './transform.js';

/** What a run of steps brought about. */
export interface TransformResult {
  /** The new domain, or the one that was passed in where nothing had to change. */
  readonly domain: Domain;
  /** Every change, in order. */
  readonly changes: Change[];
  /** What the caller should know although no step refused. */
  readonly warnings: Warning[];
}

/**
 * Apply steps in order. Pure: the domain that is passed in stays as it is.
 *
 * @throws PtxError where a step refuses, with its code and name, and OPTION_INVALID for a value that is no step; then
 * nothing has changed
 */
export function transformDomain(domain: Domain, ...steps: Step[]): TransformResult {
  if (!(domain instanceof Domain)) {
    throw new PtxError('OPTION_INVALID', 'Expected a domain', { hint: 'parseDomain makes one out of XML' });
  }
  const draft = new DomainDraft(domain);
  const changes: Change[] = [];
  const warnings: Warning[] = [];
  for (const step of steps.map(Step.requireStep)) {
    try {
      step.plan(draft);
    } catch (error) {
      throw error instanceof PtxError ? error.with({ step: step.transform }) : error;
    }
    const finished = draft.finishStep(step.transform);
    changes.push(...finished.changes);
    warnings.push(...finished.warnings);
  }
  return { domain: changes.length === 0 ? domain : new Domain(draft.print()), changes, warnings };
}

/** Parse, transform, serialize. */
export function transformXml(xml: string, ...steps: Step[]): string {
  return serializeDomain(transformDomain(parseDomain(xml), ...steps).domain);
}
