import type { HostPlan } from '../plan.js';
import { listActions } from './plan-parts.js';

/**
 * Attributes of sysfs as rules of tmpfiles.d, for formats that say what a host is like at every start.
 *
 * @see tmpfiles.d(5) of systemd 252: `w`, and `%%` for a percent sign
 */
export function listTmpfilesRules(plan: HostPlan): string[] {
  return listActions(plan, 'write-sysfs').map(({ path, value }) => {
    const argument = value.replaceAll('%', '%%').replaceAll('\\', '\\\\');
    return `w ${path.replaceAll('%', '%%')} - - - - ${argument}`;
  });
}
