import { parseArgs } from 'node:util';
import { nearest } from '../domain/nearest.js';
import { PtxError } from '../errors.js';

/** A flag of a command; parsing and help both derive from it. */
export interface Flag {
  /** Name without its dashes. */
  readonly name: string;
  /** The same as one letter. */
  readonly short?: string;
  readonly summary: string;
  /** What the help calls its argument; a flag without one is a switch. */
  readonly argument?: string | undefined;
  /** True where the argument may be left out, and therefore only follows `=`. */
  readonly isArgumentOptional?: boolean;
  /** The arguments that it takes; any where absent. */
  readonly choices?: readonly string[];
}

/** A flag as it was given. */
export interface GivenFlag {
  readonly name: string;
  readonly argument: string | undefined;
}

/** A command line, read. */
export interface ParsedFlags {
  /** Flags in the order in which they were given. */
  readonly given: readonly GivenFlag[];
  /** Everything else. */
  readonly operands: readonly string[];
}

/** Offered by every command. */
export const HELP_FLAG: Flag = { name: 'help', short: 'h', summary: 'Print this help' };

/** Offered by every command that can print JSON. */
export const FORMAT_FLAG: Flag = {
  name: 'format',
  argument: 'text|json',
  choices: ['text', 'json'],
  summary: 'Print for people (text, the default) or for programs (json)',
};

/**
 * Read a command line: flags and operands in any order, `--` ends the flags.
 *
 * @param explain a hint for a flag that is none, by its name, where it is known for something else
 * @throws PtxError USAGE for an unknown flag, with the nearest known one, and for arguments that are missing, not
 * wanted or not among the choices
 */
export function parseFlags(
  args: readonly string[],
  flags: readonly Flag[],
  explain: (name: string) => string | undefined = () => undefined,
): ParsedFlags {
  const named = flags.filter((flag) => flag.short !== undefined || args.some((arg) => isNamed(arg, flag)));
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(named.map((flag) => [flag.name, parserOption(flag)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: GivenFlag[] = [];
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) throw unknownFlag(token.rawName, flags, explain(token.name));
    checkArgument(flag, token);
    given.push({ name: flag.name, argument: token.value });
  }
  return { given, operands };
}

/** True where a flag was given. */
export function hasFlag({ given }: ParsedFlags, name: string): boolean {
  return given.some((flag) => flag.name === name);
}

/** The argument of a flag, undefined where it was not given; the last one wins, as with getopt. */
export function flagArgument({ given }: ParsedFlags, name: string): string | undefined {
  return given.findLast((flag) => flag.name === name)?.argument;
}

/** True where JSON was asked for. */
export function wantsJson(parsed: ParsedFlags): boolean {
  return flagArgument(parsed, FORMAT_FLAG.name) === 'json';
}

/**
 * The one operand of a command that takes one.
 *
 * @throws PtxError USAGE
 */
export function requireOneOperand({ operands }: ParsedFlags, name: string): string {
  const [operand, ...rest] = operands;
  if (operand === undefined) throw usageError(`Expected ${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`);
  if (rest.length > 0)
    throw usageError(`Expected one ${name}, found ${operands.map((word) => `"${word}"`).join(', ')}`);
  return operand;
}

/**
 * The one operand of a command that takes one of a few names.
 *
 * @throws PtxError USAGE, with the nearest name
 */
export function requireChoice({ operands }: ParsedFlags, what: string, choices: readonly string[]): string {
  const expected = `Expected one of: ${choices.join(', ')}`;
  const [name, ...rest] = operands;
  if (name === undefined || rest.length > 0) throw usageError(expected);
  if (!choices.includes(name)) throw usageError(`Unknown ${what} "${name}"`, didYouMean(name, choices) ?? expected);
  return name;
}

/**
 * Refuse flags that contradict each other.
 *
 * @throws PtxError USAGE
 */
export function refuseTogether(parsed: ParsedFlags, pairs: readonly (readonly [string, string])[]): void {
  for (const [one, other] of pairs) {
    if (hasFlag(parsed, one) && hasFlag(parsed, other)) throw usageError(`--${one} and --${other} exclude each other`);
  }
}

/** A refusal of the command line. */
export function usageError(message: string, hint?: string): PtxError {
  return new PtxError('USAGE', message, { hint });
}

/** A hint that names the nearest candidate, undefined where none is close. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const suggestion = nearest(word, candidates);
  return suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`;
}

/** True for a word that may be the flag; words behind `--` may look like one. */
export function isNamed(word: string, { name }: Flag): boolean {
  return word === `--${name}` || word.startsWith(`--${name}=`);
}

/** True where the word behind a flag is its argument. */
export function takesNextWord(flag: Flag): boolean {
  // What the argument is called costs time to find out.
  return flag.isArgumentOptional !== true && flag.argument !== undefined;
}

function parserOption(flag: Flag) {
  const type = takesNextWord(flag) ? ('string' as const) : ('boolean' as const);
  return { type, ...(flag.short === undefined ? {} : { short: flag.short }) };
}

function checkArgument(
  flag: Flag,
  token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
) {
  const { rawName, value } = token;
  if (value === undefined) {
    if (takesNextWord(flag)) throw usageError(`${rawName} needs an argument: ${flag.argument}`);
    return;
  }
  if (flag.argument === undefined) throw usageError(`${rawName} takes no argument, found "${value}"`);
  if (token.inlineValue === false && /^-./.test(value)) {
    throw usageError(`${rawName} needs an argument: ${flag.argument}`, `If "${value}" is meant, join them with "="`);
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    const expected = flag.choices.map((choice) => `"${choice}"`).join(' or ');
    throw usageError(`Expected ${rawName} to be ${expected}, found "${value}"`, didYouMean(value, flag.choices));
  }
}

function unknownFlag(rawName: string, flags: readonly Flag[], hint: string | undefined): PtxError {
  const known = flags.map(({ name }) => `--${name}`);
  const guess = rawName.startsWith('--') ? didYouMean(rawName, known) : undefined;
  return usageError(`Unknown flag "${rawName}"`, hint ?? guess);
}
