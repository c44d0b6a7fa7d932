import { type Domain, PtxError, parseDomain, type Step, transformDomain } from '../../src/index.js';
import { isSkipped, listMissing, listMissingParts } from '../helpers/hypervisor.js';
import { findSchemaErrors, SCHEMA, VALIDATOR } from '../helpers/schema.js';
import { defineAll, type Verdicts } from '../helpers/virsh.js';

/** True where there is no libvirt to ask. */
export const isCorpusSkipped = isSkipped('the corpus', [...listMissingParts(), ...listMissing([SCHEMA, VALIDATOR])]);

/** Let real libvirt define documents that its schema allows; what it says is what `virsh define --validate` says. */
export function judgeAll(documents: ReadonlyMap<string, string>): Verdicts {
  const { errors, dumps } = defineAll(documents, undefined, '');
  for (const [key, error] of findSchemaErrors(documents)) {
    errors.set(key, error);
    dumps.delete(key);
  }
  return { errors, dumps };
}

/** Keep the domains that libvirt defines as they are, and read them again as libvirt prints them. */
export function readDefined(corpus: ReadonlyMap<string, Domain>): {
  /** As they are. */
  readonly accepted: Map<string, Domain>;
  /** With every address, controller and default spelt out. */
  readonly dumped: Map<string, Domain>;
} {
  const { dumps } = judgeAll(new Map([...corpus].map(([key, { xml }]) => [key, xml])));
  const again = judgeAll(dumps).dumps;
  return {
    accepted: new Map([...corpus].filter(([key]) => dumps.has(key))),
    dumped: new Map([...dumps].filter(([key]) => again.has(key)).map(([key, xml]) => [key, parseDomain(xml)])),
  };
}

/** What became of domains. */
export interface Outcome {
  /** How many came out as they went in. */
  readonly unchanged: number;
  /** How many libvirt defines as changed. */
  readonly defined: number;
  /** What libvirt has against others. */
  readonly errors: ReadonlyMap<string, string>;
  /** Code and message. */
  readonly refusals: ReadonlyMap<string, string>;
}

/** Run steps over domains, and let libvirt judge what changed; all else than a refusal with a code is thrown. */
export function runOver(domains: ReadonlyMap<string, Domain>, steps: readonly Step[]): Outcome {
  const refusals = new Map<string, string>();
  const changed = new Map<string, string>();
  for (const [key, domain] of domains) {
    try {
      const { xml } = transformDomain(domain, ...steps).domain;
      if (xml !== domain.xml) changed.set(key, xml);
    } catch (error) {
      if (!(error instanceof PtxError)) throw new Error(`${key}: ${error}`, { cause: error });
      refusals.set(key, `${error.code} ${error.message}`);
    }
  }
  const { errors, dumps } = judgeAll(changed);
  const answers = dumps.size + errors.size;
  if (answers !== changed.size) throw new Error(`${answers} answers to ${changed.size} documents`);
  return { unchanged: domains.size - changed.size - refusals.size, defined: dumps.size, errors, refusals };
}
