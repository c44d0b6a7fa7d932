import { readConfiguredCmdline } from '../bootloaders/registry.js';
import { findParameter } from '../kernel-arguments.js';
import type { Planner } from '../planning.js';

/**
 * Ask a kernel that has the patch to tell apart what the hardware does not. Only `downstream`: to split the functions of
 * one card gains nothing, because they are reset together.
 *
 * @see pcie_acs_override, a patch that no release of Linux has
 */
export const acsOverridePlanner: Planner = {
  name: 'acs-override',
  decide({ snapshot, request, set }) {
    if (!request.acsOverride) return {};
    const { isSupported } = snapshot.kernelFacts.acsOverride;
    const address = set[0]?.address ?? null;
    if (isSupported !== true) {
      const message =
        isSupported === false
          ? 'This kernel does not have the patch for pcie_acs_override and would ignore it'
          : 'It cannot be told whether this kernel has the patch for pcie_acs_override; others ignore it';
      return { blockers: [{ code: 'acs-override-unsupported', address, message, isFinal: isSupported === false }] };
    }
    if (findParameter(readConfiguredCmdline(snapshot), 'pcie_acs_override') !== undefined) return {};
    const reason = 'The hardware does not isolate the device, and the kernel shall act as if it did';
    const message =
      'The groups are split on paper only: devices of different guests may still reach each other, and memory of the host, past the IOMMU. Plan again after the start, when the groups are known';
    return {
      configuration: { kernelArguments: [{ text: 'pcie_acs_override=downstream', reason }] },
      findings: [{ code: 'acs-override-risk', message }],
    };
  },
};
