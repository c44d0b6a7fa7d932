import type { DomainView } from '../domain/domain-reader.js';
import type { Location } from '../errors.js';
import type { Finding } from '../lint/finding.js';
import { compareFleet, comparePlaces, type FleetMember, joinFleet } from '../lint/fleet.js';
import { type FleetHost, type Placement, placeDomain } from '../lint/placement.js';
import type { FileFindings } from '../lint/report.js';
import { unusedSuppression } from '../lint/rules/unused-suppression.js';
import type { LintPlan } from '../lint/settings.js';

/** The domains of a run, side by side. */
export class LintFleet {
  readonly #hosts: readonly FleetHost[];
  readonly #members: FleetMember[] = [];
  /** Where each domain can run, if there are several hosts. */
  readonly placements: Placement[] = [];

  constructor(hosts: readonly FleetHost[]) {
    this.#hosts = hosts;
  }

  add(path: string, domain: DomainView, plan: LintPlan): void {
    this.#members.push(joinFleet(path, domain, plan));
    this.placements.push(...placeDomain(path, domain, plan, this.#hosts));
  }

  /** Add to what was found in each file what it takes from others. */
  complete<File extends FileFindings>(files: readonly File[]): File[] {
    const found = new Map(compareFleet(this.#members).map((each) => [each.path, each]));
    return files.map((file) => {
      const { findings: more = [], silencedAt = [] } = found.get(file.path) ?? {};
      if (more.length === 0 && silencedAt.length === 0) return file;
      const own = file.findings.filter((finding) => !isNeeded(finding, silencedAt));
      return { ...file, findings: [...own, ...more].sort(comparePlaces) };
    });
  }

  /** The domains that fit no host. */
  listHomeless(): string[] {
    const fitting = new Set(this.placements.filter(({ fits }) => fits).map(({ path }) => path));
    return [...new Set(this.placements.map(({ path }) => path))].filter((path) => !fitting.has(path));
  }
}

/** True for a finding about a comment without rules that does keep something silent: what the comparison found. */
function isNeeded({ ruleId, messageId, line, column }: Finding, silencedAt: readonly Location[]): boolean {
  if (ruleId !== unusedSuppression.name || messageId !== 'unusedForAll') return false;
  return silencedAt.some((place) => place.line === line && place.column === column);
}
