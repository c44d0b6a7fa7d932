import { DomainView } from '../domain/domain-reader.js';
import type { HostFacts } from '../domain/host-facts.js';
import type { Finding } from './finding.js';
import { fingerprintOf } from './fingerprint.js';
import type { FleetFile } from './fleet.js';
import { runLint } from './run.js';
import { type LintOptions, type LintPlan, planLint } from './settings.js';

/** A host that domains could run on. */
export interface FleetHost {
  readonly name: string;
  readonly facts: HostFacts;
}

/** Whether a domain can run on a host. */
export interface Placement {
  readonly path: string;
  readonly host: string;
  readonly fits: boolean;
  /** The errors that are there because of this host. */
  readonly reasons: readonly Finding[];
}

/**
 * Find out which domain can run on which host: where what is known of the host brings in no error. What is wrong with a
 * domain everywhere is no reason. Pure.
 *
 * @returns each domain with each host, in their order
 * @throws PtxError OPTION_INVALID for options that do not fit
 */
export function placeDomains(
  files: readonly FleetFile[],
  hosts: readonly FleetHost[],
  options: LintOptions = {},
): Placement[] {
  const plan = planLint({ ...options, host: undefined });
  const checked = hosts.map(({ name, facts }) => ({
    name,
    facts: planLint({ host: facts }).surroundings.host ?? facts,
  }));
  return files.flatMap(({ path, domain }) => placeDomain(path, new DomainView(domain), plan, checked));
}

/** @internal One domain of them, with a plan that names no host. */
export function placeDomain(
  path: string,
  domain: DomainView,
  plan: LintPlan,
  hosts: readonly FleetHost[],
): Placement[] {
  if (hosts.length === 0) return [];
  const everywhere = new Set(runLint(domain, plan).map(fingerprintOf));
  return hosts.map(({ name, facts }) => {
    const found = runLint(domain, { ...plan, surroundings: { ...plan.surroundings, host: facts } });
    const reasons = found.filter((each) => each.severity === 'error' && !everywhere.has(fingerprintOf(each)));
    return { path, host: name, fits: reasons.length === 0, reasons };
  });
}
