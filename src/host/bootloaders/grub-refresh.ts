import type { RunCommand } from '../action.js';
import { hasCommand, runCommand } from '../commands.js';
import type { HostSnapshot } from '../model.js';

const REASON = 'GRUB starts what its generated configuration says';

/** Generate the configuration of GRUB anew, the way the distribution does. */
export function grubRefresh(snapshot: HostSnapshot): RunCommand {
  const ids = [snapshot.distro.id, ...snapshot.distro.idLike];
  if (hasCommand(snapshot, 'update-grub') || ids.some((id) => id === 'debian' || id === 'ubuntu')) {
    return runCommand(['update-grub'], REASON);
  }
  if (hasCommand(snapshot, 'grub2-mkconfig') || ids.some((id) => id === 'suse' || id === 'fedora')) {
    return runCommand(['grub2-mkconfig', '-o', '/boot/grub2/grub.cfg'], REASON);
  }
  return runCommand(['grub-mkconfig', '-o', '/boot/grub/grub.cfg'], REASON);
}
