import { PtxError } from '../../errors.js';
import type { HostAction } from '../action.js';
import { findCounted } from '../stale.js';
import type { HostAccess } from './host-access.js';
import { inspectHost } from './inspect.js';
import { Sysfs } from './sysfs.js';

/**
 * Refuse to undo a number of virtual functions while a guest has one of them, which it would lose.
 *
 * @throws PtxError ROLLBACK_FAILED
 */
export async function requireUnused(access: HostAccess, actions: readonly HostAction[]): Promise<void> {
  const parents = new Set<string>();
  for (const action of actions) {
    if (action.kind !== 'write-sysfs' || (await access.writer.readAttribute(action.path)) !== action.value) continue;
    const address = findCounted(action.path);
    if (address !== undefined) parents.add(address);
  }
  if (parents.size === 0) return;
  const { pciDevices } = await inspectHost({ root: access.root });
  const sysfs = new Sysfs(access);
  for (const { address, physicalFunction, iommuGroup } of pciDevices) {
    if (physicalFunction === null || !parents.has(physicalFunction) || !(await sysfs.isGroupInUse(iommuGroup)))
      continue;
    throw new PtxError('ROLLBACK_FAILED', `A guest has ${address}, which would go`, {
      hint: 'Stop the guest first; nothing was touched',
    });
  }
}
