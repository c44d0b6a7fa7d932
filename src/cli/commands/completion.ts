import type { Command, CommandEntry, CommandFamily } from '../command.js';
import { BASH_COMPLETION } from '../completion/bash.js';
import type { Completion } from '../completion/candidate.js';
import { complete } from '../completion/complete.js';
import { FISH_COMPLETION } from '../completion/fish.js';
import { ZSH_COMPLETION } from '../completion/zsh.js';
import { EXIT } from '../exit-codes.js';
import { type ParsedFlags, requireChoice } from '../flags.js';
import type { Io } from '../io.js';

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH_COMPLETION],
  ['zsh', ZSH_COMPLETION],
  ['fish', FISH_COMPLETION],
]);

/** What the scripts ask for the words that may stand at the end of a command line. */
const WORDS = 'words';

/** `ptx completion`: what makes a shell complete the command lines of ptx. */
export function completionCommand(commands: readonly (CommandEntry | CommandFamily)[]): Command {
  return {
    usage: [...SCRIPTS.keys()].join('|'),
    description: [
      'Print a script that has the shell complete commands, flags, the options of steps, and the names of recipes, rules, files and domains.',
      'The scripts ask "ptx completion words -- WORD…", which prints what may stand in place of the last WORD.',
    ],
    examples: [
      'source <(ptx completion bash)',
      'ptx completion zsh >~/.zsh/completions/_ptx',
      'ptx completion fish >~/.config/fish/completions/ptx.fish',
    ],
    flags: [],
    run: (parsed, io) => run(parsed, io, commands),
  };
}

async function run(parsed: ParsedFlags, io: Io, commands: readonly (CommandEntry | CommandFamily)[]): Promise<number> {
  const [name, ...words] = parsed.operands;
  const printed =
    name === WORDS
      ? formatCompletion(await complete(commands, words, TOP_WORDS))
      : (SCRIPTS.get(requireChoice(parsed, 'shell', [...SCRIPTS.keys()])) ?? '');
  await io.writeStdout(printed);
  return EXIT.ok;
}

const TOP_WORDS = [
  { text: 'help', summary: 'Print the help of a command' },
  { text: '--help', summary: 'Print this help' },
  { text: '--version', summary: 'Print the version' },
];

function formatCompletion({ candidates, listing, prefix = '', connection }: Completion): string {
  const lines = candidates.map(({ text, summary }) => (summary === '' ? text : `${text}\t${summary}`));
  return [...lines, ...(listing === undefined ? [] : [`:${listing} ${connection ?? prefix}`])]
    .map((line) => `${line}\n`)
    .join('');
}
