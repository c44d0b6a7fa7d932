import type { HostAction, ManualStep, RunCommand, WriteFile } from './action.js';
import type { HostSnapshot, PciFunction } from './model.js';
import type { HostConfiguration, PlanBlocker, PlanFinding } from './plan.js';
import type { HostRequest } from './request.js';

/** What a planner looks at. */
export interface PlanScope {
  readonly snapshot: HostSnapshot;
  readonly request: HostRequest;
  /** Functions that go to the guest, sorted. */
  readonly set: readonly PciFunction[];
  /** Functions that stay with the host. */
  readonly kept: readonly PciFunction[];
}

/** What a planner decides: what the host shall have, what forbids it, and what else there is to know. */
export interface Decision {
  readonly configuration?: Partial<HostConfiguration>;
  readonly blockers?: readonly PlanBlocker[];
  readonly findings?: readonly PlanFinding[];
  /** Actions of which nothing is left in a file. */
  readonly actions?: readonly HostAction[];
}

/** Decides one concept, from the snapshot alone. */
export interface Planner {
  /** As its file. */
  readonly name: string;
  /** A file of it that counts without a start of the host. */
  readonly atOnce?: string;
  decide(scope: PlanScope): Decision;
}

/** Text that the host shall have somewhere, and why. */
export type Wanted = HostConfiguration['kernelArguments'][number];

/** What brings a wanted configuration about on a host of some kind. */
export interface Work {
  readonly files?: readonly WriteFile[];
  readonly commands?: readonly RunCommand[];
  readonly manual?: readonly ManualStep[];
  readonly findings?: readonly PlanFinding[];
}

/** Join what several bring about, in their order. */
export function joinWork(...parts: readonly Work[]): Required<Work> {
  return {
    files: parts.flatMap(({ files = [] }) => files),
    commands: parts.flatMap(({ commands = [] }) => commands),
    manual: parts.flatMap(({ manual = [] }) => manual),
    findings: parts.flatMap(({ findings = [] }) => findings),
  };
}
