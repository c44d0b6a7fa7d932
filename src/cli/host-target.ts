import type { HostTarget } from '../host/node/host-access.js';
import { type Flag, flagArgument, hasFlag, type ParsedFlags, usageError } from './flags.js';
import { ROOT_FLAG, requireFolder } from './host-input.js';
import { namingFile } from './report.js';

/** Offered by every command that changes a host. */
export const CHROOT_FLAG: Flag = {
  name: 'chroot',
  summary:
    'Run programs inside of the folder that --root names, by chroot; without it a plan with programs is refused there',
};

/**
 * Read which host the flags have changed.
 *
 * @throws PtxError USAGE, FILE_UNREADABLE
 */
export async function readTarget(parsed: ParsedFlags): Promise<HostTarget> {
  const root = flagArgument(parsed, ROOT_FLAG.name);
  const chroot = hasFlag(parsed, CHROOT_FLAG.name);
  if (root !== undefined) await namingFile(root, () => requireFolder(root));
  else if (chroot) throw usageError('Expected --root DIR beside --chroot');
  return { root, chroot };
}
