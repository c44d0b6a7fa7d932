import type { HostAction, ManualStep } from '../action.js';
import type { HostPlan } from '../plan.js';
import { sha256 } from '../sha256.js';

/** The actions of one kind, in the order of the plan. */
export function listActions<Kind extends HostAction['kind']>(
  { actions }: HostPlan,
  kind: Kind,
): Extract<HostAction, { kind: Kind }>[] {
  return actions.filter((action): action is Extract<HostAction, { kind: Kind }> => action.kind === kind);
}

/** The file that keeps in mind, on the host, how far a plan was carried out by something that ptx wrote. */
export function stateFile({ actions }: HostPlan): string {
  return `/var/lib/ptx/plan-${sha256(JSON.stringify(actions)).slice(0, 12)}`;
}

/** Steps by hand that are not done where a format itself has the kernel arguments and the modules of the initramfs. */
export function listOpenSteps(plan: HostPlan): ManualStep[] {
  const modules = plan.configuration.initramfsModules.map(({ text }) => text).join(' ');
  return listActions(plan, 'manual').filter(
    ({ kernelArguments, lines }) => kernelArguments.length === 0 && (modules === '' || lines[0] !== modules),
  );
}
