import { escapeLines } from '../domain/one-line.js';
import { type Flag, flagArgument, type ParsedFlags } from './flags.js';
import type { Io } from './io.js';

/** When to colour what goes to stdout. */
export type ColorChoice = 'auto' | 'always' | 'never';

/** Offered by every command that colours what it prints. */
export const COLOR_FLAG: Flag = {
  name: 'color',
  argument: 'WHEN',
  choices: ['auto', 'always', 'never'],
  summary: 'Colour the text: auto (the default: on a terminal), always or never',
};

/** What --color says. */
export function readColorChoice(parsed: ParsedFlags): ColorChoice {
  return (flagArgument(parsed, COLOR_FLAG.name) ?? 'auto') as ColorChoice;
}

const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const YELLOW = '\x1b[33m';
const CYAN = '\x1b[36m';
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

const HUNK_LINES: Readonly<Record<string, string>> = { '+': GREEN, '-': RED, '@': CYAN };

/**
 * Decide whether stdout is coloured: the flag wins, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function isStdoutColored(choice: ColorChoice, io: Io): boolean {
  return isColored(choice, io, io.isStdoutTerminal);
}

/** The same for stderr, where a command shows something before it asks. */
export function isStderrColored(choice: ColorChoice, io: Io): boolean {
  return isColored(choice, io, io.isStderrTerminal);
}

function isColored(choice: ColorChoice, { env }: Io, isTerminal: boolean): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== 'dumb';
}

const STYLES = {
  title: BOLD,
  host: GREEN,
  note: YELLOW,
  error: RED,
  warning: YELLOW,
  info: CYAN,
  place: BOLD,
  cure: GREEN,
} as const;

/** Mark text by what it is: a title, a device of the host, something to look out for, a part of a finding. */
export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** Colour text by what it is, or leave it as it is. */
export function painter(isColored: boolean): Paint {
  return (style, text) => (isColored ? `${STYLES[style]}${text}${RESET}` : text);
}

/** Colour a unified diff the way git does: red, green, and cyan for the place. */
export function colorDiff(diff: string): string {
  const paint = (line: string, index: number) => {
    // A removed "-->" looks like a header too, so only the first two lines are headers.
    const color = index < 2 ? BOLD : HUNK_LINES[line.charAt(0)];
    return color === undefined || line === '' ? line : `${color}${line}${RESET}`;
  };
  return escapeLines(diff).split('\n').map(paint).join('\n');
}

/** A diff as stdout gets it: byte for byte for programs, and for people without what could steer their terminal. */
export function printableDiff(diff: string, isColored: boolean, io: Io): string {
  if (isColored) return colorDiff(diff);
  return io.isStdoutTerminal ? escapeLines(diff) : diff;
}

/** Colour what was there and what is there. */
export function colorValues(isColored: boolean): { before(text: string): string; after(text: string): string } {
  const paint = (color: string) => (text: string) => (isColored ? `${color}${text}${RESET}` : text);
  return { before: paint(RED), after: paint(GREEN) };
}
