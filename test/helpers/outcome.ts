import {
  type Change,
  type Domain,
  PtxError,
  parseDomain,
  type Step,
  type TransformOptions,
  transformDomain,
} from '../../src/index.js';

/** A run that went through. */
interface Done {
  readonly kind: 'done';
  readonly domain: Domain;
  readonly xml: string;
  readonly changes: Change[];
}

/** What became of a run: a domain, or a refusal as data. Anything thrown that is no PtxError is a bug and passes on. */
export type Outcome =
  | Done
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly error: PtxError };

/** Run steps that may still have to be bound to their options. */
export function attempt(
  domain: Domain | string,
  steps: () => readonly Step[],
  options: TransformOptions = {},
): Outcome {
  try {
    const result = transformDomain(typeof domain === 'string' ? parseDomain(domain) : domain, ...steps(), options);
    return { kind: 'done', domain: result.domain, xml: result.domain.xml, changes: result.changes };
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    return { kind: 'refused', code: error.code, message: error.message, error };
  }
}
