import { PtxError } from '../errors.js';
import { type HostSnapshot, hostSnapshotSchema } from './model.js';

/**
 * Read a snapshot as `ptx host inspect --format json` prints it. Fields that are not known are left out.
 *
 * @throws PtxError FILE_MALFORMED for what is no JSON or no snapshot
 */
export function parseHostSnapshot(text: string): HostSnapshot {
  const result = hostSnapshotSchema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  const hint = '"ptx host inspect --format json" prints one';
  throw new PtxError('FILE_MALFORMED', `No host snapshot: ${place}${issue?.message ?? ''}`, { hint });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PtxError('FILE_MALFORMED', 'The file is not JSON', { cause });
  }
}
