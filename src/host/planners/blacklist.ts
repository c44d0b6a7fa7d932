import { listRelatedModules } from '../native-drivers.js';
import { isOfClass } from '../pci-class.js';
import type { Planner } from '../planning.js';

/** Storage, network, USB: what is plugged in later, or what the host starts from, needs their drivers. */
const NEVER = ['01', '02', '0c03'] as const;

/**
 * Keep drivers from loading that nothing but the passed-through devices needs.
 *
 * @see modprobe.d(5) of kmod 30: blacklist stops loading by alias, not by name
 */
export const blacklistPlanner: Planner = {
  name: 'blacklist',
  decide({ snapshot, request, set, kept }) {
    if (!request.blacklist) return {};
    const candidates = [...new Set(set.flatMap((device) => listRelatedModules(snapshot, device)))];
    const needed = (module: string) =>
      kept.find((device) => device.driverModule === module || device.modules.includes(module)) ??
      set.find((device) => isOfClass(device, ...NEVER) && listRelatedModules(snapshot, device).includes(module));
    const refused = candidates.filter((module) => needed(module) !== undefined);
    const modprobe = candidates
      .filter((module) => !refused.includes(module))
      .map((module) => ({ text: `blacklist ${module}`, reason: 'No device that stays with the host needs it' }));
    const findings = refused.map((module) => ({
      code: 'blacklist-refused',
      message: `"${module}" stays: ${needed(module)?.address} may need it`,
    }));
    return { configuration: { modprobe }, findings };
  },
};
