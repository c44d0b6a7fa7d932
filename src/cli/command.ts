import type { Candidate } from './completion/candidate.js';
import type { Flag, ParsedFlags } from './flags.js';
import type { Io } from './io.js';

/** A command as the top-level help shows it; what it does is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Commands under one name: `ptx rom inspect`, `ptx rom trim`. */
export interface CommandFamily {
  readonly name: string;
  readonly summary: string;
  /** A command line of one of them. */
  readonly example: string;
  readonly commands: readonly CommandEntry[];
}

/** True for a name that only leads to commands. */
export function isCommandFamily(entry: CommandEntry | CommandFamily): entry is CommandFamily {
  return 'commands' in entry;
}

/** What a command takes and does. */
export interface Command {
  /** What follows the name of the command in its usage line. */
  readonly usage: string;
  /** Paragraphs of its help. */
  readonly description: readonly string[];
  /** Command lines that work as they stand, given the files. */
  readonly examples: readonly string[];
  readonly flags: readonly Flag[];
  /** Flags of which each is a step; with words, those that no word names lack all but their name. */
  loadStepFlags?(words?: readonly string[]): Promise<readonly Flag[]>;
  /** A hint for a flag that is none, where its name is known for something else. */
  explainFlag?(name: string): string | undefined;
  /** The names that it takes besides flags, where these are known; otherwise its usage line says what it takes. */
  operands?(): readonly Candidate[];
  /** More help, below the flags. */
  helpSections?(): Promise<string>;
  /** Do it. Returns the exit code. */
  run(parsed: ParsedFlags, io: Io): Promise<number>;
}
