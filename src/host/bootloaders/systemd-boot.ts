import type { RunCommand } from '../action.js';
import { hasCommand, runCommand } from '../commands.js';
import { editFile } from '../file-edit.js';
import { addArguments, hasArgument } from '../kernel-arguments.js';
import { findFile, type HostSnapshot } from '../model.js';
import type { Wanted, Work } from '../planning.js';
import { CMDLINE_FILE, editCmdlineFile, readCmdlineFile } from './cmdline-file.js';
import { changeOptions, listLoaderEntries, readOptions } from './loader-entries.js';
import { leaveArguments } from './manual.js';
import type { BootloaderWriter } from './writer.js';

const REASON = 'systemd-boot starts what the entries say, and they are made from /etc/kernel/cmdline';

/**
 * systemd-boot: /etc/kernel/cmdline where there is one, and entries made anew from it; entries that are kept by hand
 * otherwise.
 *
 * @see kernel-install(8) and 90-loaderentry.install of systemd 252
 */
export const systemdBootWriter: BootloaderWriter = {
  names: ['systemd-boot'],
  readConfigured(snapshot) {
    const own = readCmdlineFile(snapshot);
    if (own !== undefined) return own;
    const entries = listLoaderEntries(snapshot).map(({ text }) => readOptions(text));
    // The entry that lacks most is the one that a plan has to reach.
    return entries.toSorted((a, b) => a.length - b.length)[0];
  },
  addArguments(snapshot, missing) {
    const text = findFile(snapshot, CMDLINE_FILE)?.text ?? null;
    return text === null ? changeEntries(snapshot, missing) : changeSource(snapshot, text, missing);
  },
};

function changeSource(snapshot: HostSnapshot, text: string, missing: readonly Wanted[]): Work {
  const commands = listRefreshes(snapshot);
  const files = editCmdlineFile(snapshot, text, missing);
  if (commands.length > 0) return { files, commands };
  const message = 'The entries of systemd-boot have to be made anew by hand: see kernel-install(8)';
  return { files, findings: [{ code: 'entries-not-refreshed', message }] };
}

/** Make all entries anew: by the script of the distribution, or kernel by kernel. */
function listRefreshes(snapshot: HostSnapshot): RunCommand[] {
  // Debian's hook runs kernel-install whenever the initramfs is made anew.
  const program = ['update-initramfs', 'reinstall-kernels', 'mkinitcpio'].find((name) => hasCommand(snapshot, name));
  if (program === 'update-initramfs') return [runCommand(['update-initramfs', '-u', '-k', 'all'], REASON)];
  if (program === 'reinstall-kernels') return [runCommand(['reinstall-kernels'], REASON)];
  if (program === 'mkinitcpio' && !hasCommand(snapshot, 'kernel-install')) {
    return [runCommand(['mkinitcpio', '-P'], REASON)];
  }
  return snapshot.kernelFacts.installed.map((release) =>
    runCommand(['kernel-install', 'add', release, `/usr/lib/modules/${release}/vmlinuz`], REASON),
  );
}

function changeEntries(snapshot: HostSnapshot, missing: readonly Wanted[]): Work {
  const entries = listLoaderEntries(snapshot);
  if (entries.length === 0) return leaveArguments(snapshot, missing, 'There are no entries that ptx could read');
  const files = entries.flatMap(({ path, text }) => {
    const lacking = missing.filter((argument) => !hasArgument(readOptions(text), argument.text));
    const texts = lacking.map((argument) => argument.text);
    return editFile(snapshot, {
      path,
      content: changeOptions(text, (options) => addArguments(options, texts)),
      lines: lacking,
      reason: 'Arguments of the kernel that this entry starts',
    });
  });
  return { files };
}
