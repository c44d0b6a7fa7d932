import { PtxError } from '../../errors.js';
import { hookPath, hookStatePath } from '../hook/hook-script.js';
import { HostAccess } from './host-access.js';
import { RecordStore } from './record-store.js';
import { type RollbackOptions, rollbackRecord } from './rollback-record.js';

/**
 * Take back every record that wrote the hook of a domain, the last one first, so that nothing of it is left. Returns false
 * where there is none.
 *
 * @throws PtxError CONFLICT where the domain runs, RECORD_STALE where somebody changed the script, RECORD_INVALID where no
 * record tells of it, and what `rollbackRecord` throws
 */
export async function removeHook(domain: string, options: RollbackOptions = {}): Promise<boolean> {
  const { writer } = new HostAccess(options);
  const path = hookPath(domain);
  if ((await writer.read(hookStatePath(domain))) !== undefined) {
    const hint = `Stop it first; where it does not run, ${hookStatePath(domain)} is what its hook did not give back`;
    throw new PtxError('CONFLICT', `"${domain}" runs, and its hook gives back what it took when it stops`, { hint });
  }
  const records = await new RecordStore(writer).list();
  const own = records.filter(
    ({ state, plan }) =>
      state !== 'rolled-back' && plan.actions.some((action) => action.kind === 'write-file' && action.path === path),
  );
  for (const { id } of own.toReversed()) await rollbackRecord(id, options);
  if ((await writer.read(path)) === undefined) return own.length > 0;
  throw new PtxError('RECORD_INVALID', `No record tells that ptx wrote "${path}"`, {
    hint: 'Look at it, and remove it',
  });
}
