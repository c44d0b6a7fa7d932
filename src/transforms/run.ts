import { Domain, parseDomain, serializeDomain } from '../domain/domain.js';
import { DomainDraft, type Warning } from '../domain/domain-draft.js';
import { PtxError } from '../errors.js';
import type { Change } from '../xml/change.js';
import { requireSurroundings, type TransformOptions } from './surroundings.js';
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

/** Steps in their order, and behind them, where needed, what holds for all of them. */
export type StepsAndOptions = Step[] | [...steps: Step[], options: TransformOptions];

/**
 * Apply steps in order. Pure: the domain that is passed in stays as it is.
 *
 * @throws PtxError where a step refuses, with its code and name, and OPTION_INVALID for a value that is no step; then
 * nothing has changed
 */
export function transformDomain(domain: Domain, ...stepsAndOptions: StepsAndOptions): TransformResult {
  if (!(domain instanceof Domain)) {
    throw new PtxError('OPTION_INVALID', 'Expected a domain', { hint: 'parseDomain makes one out of XML' });
  }
  const { steps, options } = splitOptions(stepsAndOptions);
  const draft = new DomainDraft(domain, requireSurroundings(options));
  const changes: Change[] = [];
  const warnings: Warning[] = [];
  for (const step of steps) {
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
export function transformXml(xml: string, ...stepsAndOptions: StepsAndOptions): string {
  return serializeDomain(transformDomain(parseDomain(xml), ...stepsAndOptions).domain);
}

const OPTIONS = Object.keys({
  target: true,
  host: true,
  devices: true,
  node: true,
} satisfies Record<keyof TransformOptions, true>);

function splitOptions(stepsAndOptions: StepsAndOptions): { steps: Step[]; options: TransformOptions } {
  const last = stepsAndOptions.at(-1);
  const isOptions = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  const steps = (isOptions ? stepsAndOptions.slice(0, -1) : stepsAndOptions).map(Step.requireStep);
  const options = (isOptions ? last : {}) as TransformOptions;
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown === undefined) return { steps, options };
  throw new PtxError('OPTION_INVALID', `Unknown option "${unknown}" of the run`, {
    hint: `It has ${OPTIONS.join(', ')}`,
  });
}
