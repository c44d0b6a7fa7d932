import { runCommand } from '../commands.js';
import { addArguments, findReplaced } from '../kernel-arguments.js';
import type { BootloaderWriter } from './writer.js';

const REASON = 'rpm-ostree makes a deployment with these arguments, which the next start uses';

/**
 * Hosts that boot an image of rpm-ostree: files of the boot loader belong to the deployment, and `rpm-ostree kargs`
 * makes the next one. What is configured is what runs.
 *
 * @see rpm-ostree(1), "kargs": --append-if-missing and --delete-if-present
 */
export const ostreeWriter: BootloaderWriter = {
  names: ['ostree'],
  readConfigured: ({ cmdline }) => cmdline ?? undefined,
  addArguments(snapshot, missing) {
    const words = missing.flatMap(({ text }) => text.split(' '));
    const replaced = words.flatMap((word) => findReplaced(snapshot.cmdline, word));
    const kargs = (add: readonly string[], remove: readonly string[]) => [
      'rpm-ostree',
      'kargs',
      ...remove.map((word) => `--delete-if-present=${word}`),
      ...add.map((word) => `--append-if-missing=${word}`),
    ];
    return { commands: [runCommand(kargs(words, replaced), REASON, kargs(replaced, words))] };
  },
  simulate(snapshot, [program, subcommand, ...flags]) {
    if (program !== 'rpm-ostree' || subcommand !== 'kargs') return snapshot;
    const values = (flag: string) =>
      flags.filter((word) => word.startsWith(`${flag}=`)).map((word) => word.slice(flag.length + 1));
    const removed = values('--delete-if-present');
    const kept = (snapshot.cmdline ?? '').split(' ').filter((word) => !removed.includes(word));
    return { ...snapshot, cmdline: addArguments(kept.join(' '), values('--append-if-missing')) };
  },
};
