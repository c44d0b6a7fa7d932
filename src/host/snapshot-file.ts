import { readCheckedFile } from '../checked-file.js';
import { type HostSnapshot, hostSnapshotSchema } from './model.js';

/**
 * Read a snapshot as `ptx host inspect --format json` prints it. Fields that are not known are left out.
 *
 * @throws PtxError FILE_MALFORMED for what is no JSON or no snapshot
 */
export function parseHostSnapshot(text: string): HostSnapshot {
  const hint = '"ptx host inspect --format json" prints one';
  return readCheckedFile(text, {
    schema: hostSnapshotSchema,
    syntax: 'json',
    code: 'FILE_MALFORMED',
    lead: 'No host snapshot: ',
    hint,
  });
}
