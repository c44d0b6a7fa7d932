import { chooseBindings } from '../binding.js';
import { listNativeModules, moduleKind } from '../native-drivers.js';
import type { Planner } from '../planning.js';

/**
 * Have vfio-pci loaded before each driver that would take a device by itself. A driver that is built in needs no loading,
 * and then this does nothing.
 *
 * @see modprobe.d(5) of kmod 30: softdep
 */
export const softdepPlanner: Planner = {
  name: 'softdep',
  decide(scope) {
    const { snapshot } = scope;
    if (snapshot.vfioPci === 'builtin') return {};
    const devices = chooseBindings(scope).filter(({ method }) => method === 'ids');
    const modules = new Map<string, string>();
    for (const { device } of devices) {
      for (const module of listNativeModules(snapshot, device)) {
        if (moduleKind(snapshot, module) !== 'builtin' && !modules.has(module)) modules.set(module, device.address);
      }
    }
    const modprobe = [...modules].map(([module, address]) => ({
      text: `softdep ${module} pre: vfio-pci`,
      reason: `"${module}" is for ${address} too, so vfio-pci has to be there first`,
    }));
    return { configuration: { modprobe } };
  },
};
