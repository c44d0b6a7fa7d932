import { type Command, type CommandEntry, type CommandFamily, isCommandFamily } from '../command.js';
import { type Flag, HELP_FLAG, takesNextWord } from '../flags.js';
import { completeArgument, completePlaceholder } from './arguments.js';
import { type Candidate, type Completion, candidatesOf, prefixed } from './candidate.js';
import { findConnection } from './connection.js';

/**
 * Complete a command line.
 *
 * @param words what stands behind `ptx`; the last word is the one that is being typed, and may be empty
 */
export async function complete(
  entries: readonly (CommandEntry | CommandFamily)[],
  words: readonly string[],
  topWords: readonly Candidate[] = [],
): Promise<Completion> {
  const [name = '', ...args] = words;
  if (args.length === 0) {
    const fitting = [...candidatesOf(entries), ...topWords].filter(({ text }) => text.startsWith(name));
    return { candidates: fitting };
  }
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) return { candidates: [] };
  if (isCommandFamily(entry)) return complete(entry.commands, args, flagCandidates(HELP_FLAG));
  return completeCommand(await entry.load(), args);
}

async function completeCommand(command: Command, args: readonly string[]): Promise<Completion> {
  const flags = [...command.flags, ...((await command.loadStepFlags?.()) ?? []), HELP_FLAG];
  const typed = args.at(-1) ?? '';
  const before = args.slice(0, -1);
  const operand = () => withConnection(completeOperand(command, typed), findConnection(flags, before));
  if (before.includes('--')) return operand();
  const waiting = findWaiting(flags, before);
  if (waiting !== undefined) return completeArgument(waiting, typed);
  const equals = typed.indexOf('=');
  if (typed.startsWith('--') && equals >= 0) {
    const flag = flags.find(({ name }) => name === typed.slice(2, equals));
    if (flag === undefined) return { candidates: [] };
    return prefixed(typed.slice(0, equals + 1), completeArgument(flag, typed.slice(equals + 1)));
  }
  if (typed.startsWith('-') && typed !== '-') {
    return { candidates: flags.flatMap(flagCandidates).filter(({ text }) => text.startsWith(typed)) };
  }
  return operand();
}

/** Domains are those of the connection that the line names. */
function withConnection(completion: Completion, connection: string | undefined): Completion {
  return completion.listing !== 'domains' || connection === undefined ? completion : { ...completion, connection };
}

/** The flag that takes the word behind these words. */
function findWaiting(flags: readonly Flag[], words: readonly string[]): Flag | undefined {
  let waiting: Flag | undefined;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else waiting = flags.find((flag) => takesNextWord(flag) && [`--${flag.name}`, `-${flag.short}`].includes(word));
  }
  return waiting;
}

/** An argument that may be left out follows "=" only, so such a flag stands with and without it. */
function flagCandidates({ name, summary, isArgumentOptional }: Flag): Candidate[] {
  return ['', ...(isArgumentOptional === true ? ['='] : [])].map((end) => ({ text: `--${name}${end}`, summary }));
}

/** What a command takes besides flags: names that it lists itself, or what the start of its usage line says. */
function completeOperand({ operands, usage }: Command, typed: string): Completion {
  const names = operands?.().filter(({ text }) => text.startsWith(typed));
  if (names !== undefined) return { candidates: names };
  const [first = ''] = usage.split(' ');
  return first.startsWith('--') ? { candidates: [] } : completePlaceholder(first, typed);
}
