import { type CommandEntry, type CommandFamily, isCommandFamily } from './command.js';
import { didYouMean, usageError } from './flags.js';

/** A command that was found, with all its words (`rom inspect`), and what is left for it to read. */
export interface FoundCommand {
  readonly words: string;
  readonly entry: CommandEntry | CommandFamily;
  readonly args: readonly string[];
}

/**
 * Find the command that words lead to, through families of commands. A family is found where its help is asked for.
 *
 * @throws PtxError USAGE for an unknown name, with the nearest known one, and for a family without a command
 */
export function findCommand(
  entries: readonly (CommandEntry | CommandFamily)[],
  [name = '', ...args]: readonly string[],
  above = '',
): FoundCommand {
  const help = `See "ptx ${above}--help"`;
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = entries.map((candidate) => candidate.name);
    throw usageError(`Unknown command "${above}${name}"`, didYouMean(name, names) ?? help);
  }
  const words = `${above}${name}`;
  if (!isCommandFamily(entry) || HELP.includes(args[0] ?? '')) return { words, entry, args };
  if (args[0] === undefined || args[0].startsWith('-')) {
    const names = entry.commands.map((command) => command.name).join(', ');
    throw usageError(`Expected a command of "ptx ${words}": ${names}`, `See "ptx ${words} --help"`);
  }
  return findCommand(entry.commands, args, `${words} `);
}

const HELP: readonly string[] = ['--help', '-h'];
