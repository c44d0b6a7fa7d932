import { PtxError } from '../errors.js';
import { isCommandFamily } from './command.js';
import { commands } from './commands/registry.js';
import { EXIT } from './exit-codes.js';
import { didYouMean, HELP_FLAG, hasFlag, parseFlags, usageError } from './flags.js';
import { formatCommandHelp, formatFamilyHelp, formatTopHelp } from './help.js';
import type { Io } from './io.js';
import { reportError } from './report.js';
import { findCommand } from './subcommands.js';
import { readVersion } from './version.js';

/** Run the command line. Results go to stdout, all else to stderr; stdout stays empty on failure. Returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const [name, ...args] = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
    if (name === undefined) {
      io.writeStderr(formatTopHelp());
      return EXIT.usage;
    }
    return name.startsWith('-') ? await runTopFlag(name, io) : await runCommand([name, ...args], io);
  } catch (error) {
    return reportError(error, io);
  }
}

const TOP_FLAGS: Readonly<Record<string, () => string>> = {
  '--help': formatTopHelp,
  '-h': formatTopHelp,
  '--version': () => `${readVersion()}\n`,
};

async function runTopFlag(name: string, io: Io): Promise<number> {
  const print = Object.hasOwn(TOP_FLAGS, name) ? TOP_FLAGS[name] : undefined;
  if (print === undefined) {
    const hint = didYouMean(name, Object.keys(TOP_FLAGS)) ?? 'A command comes first, see "ptx --help"';
    throw usageError(`Unknown flag "${name}"`, hint);
  }
  await io.writeStdout(print());
  return EXIT.ok;
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const { words, entry, args } = findCommand(commands, argv);
  if (isCommandFamily(entry)) {
    await io.writeStdout(formatFamilyHelp(words, entry));
    return EXIT.ok;
  }
  const command = await entry.load();
  try {
    const flags = [...command.flags, ...((await command.loadStepFlags?.(args)) ?? []), HELP_FLAG];
    const parsed = parseFlags(args, flags, command.explainFlag);
    if (!hasFlag(parsed, HELP_FLAG.name)) return await command.run(parsed, io);
    await io.writeStdout(await formatCommandHelp(words, command));
    return EXIT.ok;
  } catch (error) {
    const isUsage = error instanceof PtxError && error.code === 'USAGE';
    throw isUsage ? error.with({ hint: `See "ptx ${words} --help"` }) : error;
  }
}
