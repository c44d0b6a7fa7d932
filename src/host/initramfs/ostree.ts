import { runCommand } from '../commands.js';
import { writeDracutConfig } from './dracut.js';
import type { InitramfsWriter } from './writer.js';

/**
 * Hosts that boot an image of rpm-ostree: an initramfs of their own, which dracut makes from its configuration in /etc.
 *
 * @see rpm-ostree(1), "initramfs": --enable
 */
export const ostreeInitramfsWriter: InitramfsWriter = {
  names: ['ostree'],
  takesModprobe: () => false,
  write(snapshot, content) {
    const files = writeDracutConfig(snapshot, content);
    if (files.length === 0 && !content.hasNewFiles) return {};
    const reason = 'The initramfs of the image lacks the modules of VFIO, or loads them too late';
    const undo = ['rpm-ostree', 'initramfs', '--disable'];
    return { files, commands: [runCommand(['rpm-ostree', 'initramfs', '--enable'], reason, undo)] };
  },
};
