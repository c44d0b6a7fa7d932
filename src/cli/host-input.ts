import { stat } from 'node:fs/promises';
import type { HostSnapshot } from '../host/model.js';
import { systemError } from '../host/node/system-error.js';
import { type Flag, flagArgument, type ParsedFlags, usageError } from './flags.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** Offered by every command that looks at a host. */
export const ROOT_FLAG: Flag = {
  name: 'root',
  argument: 'DIR',
  summary: 'A copy of the files of another host, in place of / (the default)',
};

/** Offered by every command that works on a snapshot. */
export const SNAPSHOT_FLAG: Flag = {
  name: 'host',
  argument: 'FILE',
  summary: 'A snapshot of a host (JSON), as "ptx host inspect" prints it, in place of this host',
};

/**
 * Read the host that the flags name, without one the host that this runs on.
 *
 * @throws PtxError USAGE, FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readHost(parsed: ParsedFlags, io: Io): Promise<HostSnapshot> {
  const [root, file] = [flagArgument(parsed, ROOT_FLAG.name), flagArgument(parsed, SNAPSHOT_FLAG.name)];
  if (root !== undefined && file !== undefined) throw usageError('--root and --host exclude each other');
  if (parsed.operands.length > 0) throw usageError(`Expected no operand, found "${parsed.operands[0]}"`);
  if (file !== undefined) {
    return namingFile(file, async () => {
      const { parseHostSnapshot } = await import('../host/snapshot-file.js');
      return parseHostSnapshot(await readText(file, io));
    });
  }
  if (root !== undefined) await namingFile(root, () => requireFolder(root));
  const { inspectHost } = await import('../host/node/inspect.js');
  return inspectHost({ root });
}

/** Refuse what is no folder. */
export async function requireFolder(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    throw systemError('FILE_UNREADABLE', 'Cannot read', error);
  }
  throw systemError('FILE_UNREADABLE', 'Cannot read', new Error('not a directory'));
}
