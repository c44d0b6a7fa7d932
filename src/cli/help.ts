import type { Command, CommandFamily } from './command.js';
import { commands } from './commands/registry.js';
import { type Flag, HELP_FLAG } from './flags.js';
import { formatFlagUse, formatUsage, joinSections, row, section, wrap } from './layout.js';

/** What `ptx --help` prints. */
export function formatTopHelp(): string {
  return joinSections([
    'Usage: ptx COMMAND [ARGUMENTS]\n',
    wrap('Turn a libvirt domain into one that runs a passed-through device, and change nothing else.'),
    section('Commands', commands.map(({ name, summary }) => row(`  ${name}`, summary, 14)).join('')),
    section('Flags', formatFlag(HELP_FLAG) + formatFlag({ name: 'version', summary: 'Print the version' })),
    section('Example', '  virsh dumpxml --inactive win10 | ptx transform --hide-kvm --print-diff\n'),
    '"ptx COMMAND --help" tells more.\n',
  ]);
}

/** What `ptx FAMILY --help` prints. */
export function formatFamilyHelp(words: string, { summary, commands: members, example }: CommandFamily): string {
  return joinSections([
    `Usage: ptx ${words} COMMAND [ARGUMENTS]\n`,
    wrap(`${summary}.`),
    section('Commands', members.map(({ name, summary: does }) => row(`  ${name}`, does, 14)).join('')),
    section('Example', `  ${example}\n`),
    `"ptx ${words} COMMAND --help" tells more.\n`,
  ]);
}

/** What `ptx COMMAND --help` prints. */
export async function formatCommandHelp(words: string, command: Command): Promise<string> {
  const { usage, description, flags, examples } = command;
  return joinSections([
    formatUsage(`Usage: ptx ${words} `, usage),
    ...description.map((paragraph) => wrap(paragraph)),
    section('Flags', [...flags, HELP_FLAG].map(formatFlag).join('')),
    ...(command.helpSections === undefined ? [] : [await command.helpSections()]),
    section(examples.length === 1 ? 'Example' : 'Examples', examples.map((line) => `  ${line}\n`).join('')),
  ]);
}

function formatFlag(flag: Flag): string {
  return row(`  ${formatFlagUse(flag)}`, flag.summary, 25);
}
