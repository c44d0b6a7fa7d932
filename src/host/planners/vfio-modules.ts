import { chooseBindings } from '../binding.js';
import { findInitramfsWriter } from '../initramfs/registry.js';
import { isKernelAtLeast } from '../kernel-version.js';
import type { Planner, PlanScope, Wanted } from '../planning.js';

/**
 * Have vfio-pci loaded before udev starts: drivers of graphics, storage, network and USB may be in the initramfs. A host
 * without one loads it with its other modules.
 *
 * @see drivers/vfio/Kconfig of Linux 6.2: vfio_virqfd is no module of its own any more
 */
export const vfioModulesPlanner: Planner = {
  name: 'vfio-modules',
  decide(scope) {
    const { snapshot } = scope;
    const open = chooseBindings(scope).filter(({ method }) => method !== 'settled');
    if (snapshot.vfioPci === 'builtin' || open.length === 0) return {};
    if (snapshot.vfioPci === 'absent') {
      const message = 'This kernel has no vfio-pci';
      const address = open[0]?.device.address ?? null;
      return { blockers: [{ code: 'vfio-pci-absent', address, message, isFinal: true }] };
    }
    if (open.every(({ method }) => method === 'managed')) return {};
    const modules = listModules(scope);
    const hasInitramfs = findInitramfsWriter(snapshot) !== undefined || snapshot.initramfsTools.length > 0;
    return { configuration: hasInitramfs ? { initramfsModules: modules } : { modules } };
  },
};

function listModules({ snapshot }: PlanScope): Wanted[] {
  const reason = 'vfio-pci has to be there before a native driver is';
  const names = ['vfio_pci', 'vfio', 'vfio_iommu_type1'];
  const isOld = isKernelAtLeast(snapshot.kernel, 6, 2) === false;
  return (isOld ? [...names, 'vfio_virqfd'] : names).map((text) => ({ text, reason }));
}
