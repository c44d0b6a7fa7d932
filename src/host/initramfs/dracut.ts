import type { RunCommand } from '../action.js';
import { hasCommand, runCommand } from '../commands.js';
import { editOwnedFile } from '../file-edit.js';
import type { HostSnapshot } from '../model.js';
import type { Wanted } from '../planning.js';
import type { InitramfsContent, InitramfsWriter } from './writer.js';

/** The file of ours. */
const FILE = '/etc/dracut.conf.d/90-ptx-vfio.conf';

/**
 * dracut: drivers that are forced are loaded before udev starts. Images that are not for one host only lack modprobe.d,
 * so ids belong on the kernel command line.
 *
 * @see dracut.conf(5) of dracut 059, force_drivers and install_items; modules.d/90kernel-modules/module-setup.sh
 */
export const dracutWriter: InitramfsWriter = {
  names: ['dracut'],
  takesModprobe: () => false,
  write(snapshot, content) {
    const files = writeDracutConfig(snapshot, content);
    const isNew = files.length > 0 || content.hasNewFiles;
    return { files, commands: isNew ? [rebuild(snapshot)] : [] };
  },
};

/** Write what dracut reads, also where something else calls it. */
export function writeDracutConfig(snapshot: HostSnapshot, { modules, files: items }: InitramfsContent) {
  // The spaces inside of the quotes part it from what other files add.
  const drivers: Wanted[] =
    modules.length === 0
      ? []
      : [
          {
            text: `force_drivers+=" ${modules.map(({ text }) => text).join(' ')} "`,
            reason: modules[0]?.reason ?? '',
          },
        ];
  const installed = items.map((path) => ({
    text: `install_items+=" ${path} "`,
    reason: 'It has to be there while the initramfs runs',
  }));
  const wanted = [...drivers, ...installed];
  return wanted.length === 0
    ? []
    : editOwnedFile(snapshot, { path: FILE, wanted, reason: 'What dracut puts into the initramfs' });
}

/** Debian and Ubuntu give the images names of their own, which their wrapper knows. */
function rebuild(snapshot: HostSnapshot): RunCommand {
  const reason = 'The initramfs binds devices before the root file system is there';
  return hasCommand(snapshot, 'update-initramfs')
    ? runCommand(['update-initramfs', '-u', '-k', 'all'], reason)
    : runCommand(['dracut', '--force', '--regenerate-all'], reason);
}
