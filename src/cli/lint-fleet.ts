import type { Domain } from '../domain/domain.js';
import { compareFleet, comparePlaces, type FleetMember, joinFleet } from '../lint/fleet.js';
import { type FleetHost, type Placement, placeDomain } from '../lint/placement.js';
import type { FileFindings } from '../lint/report.js';
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

  add(path: string, domain: Domain, plan: LintPlan): void {
    this.#members.push(joinFleet(path, domain, plan));
    this.placements.push(...placeDomain(path, domain, plan, this.#hosts));
  }

  /** Add to what was found in each file what it takes from others. */
  complete<File extends FileFindings>(files: readonly File[]): File[] {
    const found = new Map(compareFleet(this.#members).map(({ path, findings }) => [path, findings]));
    return files.map((file) => {
      const more = found.get(file.path) ?? [];
      return more.length === 0 ? file : { ...file, findings: [...file.findings, ...more].sort(comparePlaces) };
    });
  }

  /** The domains that fit no host. */
  listHomeless(): string[] {
    const fitting = new Set(this.placements.filter(({ fits }) => fits).map(({ path }) => path));
    return [...new Set(this.placements.map(({ path }) => path))].filter((path) => !fitting.has(path));
  }
}
