import { parseCmdline } from '../cmdline.js';
import type { Decision, Planner, PlanScope } from '../planning.js';

/** Parameters that keep an IOMMU off. */
const OFF: readonly (readonly [name: string, value: RegExp])[] = [
  ['amd_iommu', /^off$/],
  ['intel_iommu', /^off$/],
  ['iommu', /^(off|soft)$/],
];

/**
 * Switch the IOMMU on where the firmware offers it and the kernel leaves it: there are no groups. AMD's is on by default,
 * and `amd_iommu=on` is no option of the kernel.
 *
 * @see intel_iommu= and amd_iommu= in Documentation/admin-guide/kernel-parameters.txt of Linux 6.12
 */
export const iommuPlanner: Planner = {
  name: 'iommu',
  decide(scope) {
    const { iommu, cmdline } = scope.snapshot;
    if (iommu.state !== 'disabled') return addPassthrough(scope, {});
    const off = parseCmdline(cmdline ?? '').filter((parameter) =>
      OFF.some(([name, value]) => parameter.name === name && value.test(parameter.value ?? '')),
    );
    if (off.length > 0) return refuse(scope, `The kernel command line has "${off.map(({ text }) => text).join(' ')}"`);
    if (iommu.vendor !== 'intel') return refuse(scope, 'The kernel has no driver for the IOMMU, or it failed');
    const asked = parseCmdline(cmdline ?? '').some(({ name, value }) => name === 'intel_iommu' && value === 'on');
    if (asked) return refuse(scope, 'The kernel was asked for it with "intel_iommu=on": look into its log for DMAR');
    const reason = 'The firmware offers VT-d, and this kernel leaves it off unless it is asked';
    const message =
      'IOMMU groups are known only once the IOMMU is on: plan again after the start, whoever else may be in the group';
    return addPassthrough(scope, {
      configuration: { kernelArguments: [{ text: 'intel_iommu=on', reason }] },
      findings: [{ code: 'iommu-groups-unknown', message }],
    });
  },
};

/** `iommu=pt` concerns devices of the host only: what goes to a guest is translated in any case. */
function addPassthrough({ request }: PlanScope, decision: Decision): Decision {
  if (!request.iommuPt) return decision;
  const reason = 'Devices that stay with the host go untranslated, which costs them less';
  const kernelArguments = [...(decision.configuration?.kernelArguments ?? []), { text: 'iommu=pt', reason }];
  return { ...decision, configuration: { kernelArguments } };
}

function refuse({ set }: PlanScope, message: string): Decision {
  const address = set[0]?.address ?? null;
  return { blockers: [{ code: 'iommu-disabled', address, message, isFinal: true }] };
}
