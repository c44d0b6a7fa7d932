import { parseCmdline } from '../cmdline.js';
import { runCommand } from '../commands.js';
import { addArguments, findReplaced, hasArgument } from '../kernel-arguments.js';
import type { HostSnapshot } from '../model.js';
import { changeOptions, listLoaderEntries, readOptions } from './loader-entries.js';
import type { BootloaderWriter } from './writer.js';

const REASON = 'grubby changes the entries of all kernels, and what new ones start from';

/**
 * GRUB with an entry a kernel, as on Fedora and its relatives: `grubby` changes them and what new kernels get, while
 * `grub2-mkconfig` leaves them as they are.
 *
 * @see grubby(8) of grubby 8.40; Red Hat Enterprise Linux 9.3 release notes on --update-bls-cmdline
 */
export const grubBlsWriter: BootloaderWriter = {
  names: ['grub-bls'],
  readConfigured: (snapshot) => readEntries(snapshot) ?? snapshot.cmdline ?? undefined,
  addArguments(snapshot, missing) {
    const words = missing.flatMap(({ text }) => text.split(' '));
    const replaced = words.flatMap((word) => findReplaced(readEntries(snapshot) ?? snapshot.cmdline, word));
    const update = (add: readonly string[], remove: readonly string[]) => [
      'grubby',
      '--update-kernel=ALL',
      ...(remove.length > 0 ? [`--remove-args=${remove.join(' ')}`] : []),
      ...(add.length > 0 ? [`--args=${add.join(' ')}`] : []),
    ];
    return { commands: [runCommand(update(words, replaced), REASON, update(replaced, words))] };
  },
  simulate(snapshot, argv) {
    if (argv[0] !== 'grubby') return snapshot;
    const values = (flag: string) =>
      argv.filter((word) => word.startsWith(`${flag}=`)).flatMap((word) => word.slice(flag.length + 1).split(' '));
    const removed = values('--remove-args');
    const change = (options: string) =>
      addArguments(
        options
          .split(' ')
          .filter((word) => !removed.includes(word))
          .join(' '),
        values('--args'),
      );
    const entries = new Set(listLoaderEntries(snapshot).map(({ path }) => path));
    if (readEntries(snapshot) === undefined) return { ...snapshot, cmdline: change(snapshot.cmdline ?? '') };
    const files = snapshot.files.map((file) =>
      entries.has(file.path) ? { ...file, text: changeOptions(file.text ?? '', change) } : file,
    );
    return { ...snapshot, files };
  },
};

/** What all entries have; undefined where there are none, or where they take it from the environment of GRUB. */
function readEntries(snapshot: HostSnapshot): string | undefined {
  const all = listLoaderEntries(snapshot).map(({ text }) => readOptions(text));
  const [first, ...rest] = all;
  if (first === undefined || all.some((options) => options.includes('$kernelopts'))) return undefined;
  const shared = parseCmdline(first).filter(({ text }) => rest.every((options) => hasArgument(options, text)));
  return shared.map(({ text }) => text).join(' ');
}
