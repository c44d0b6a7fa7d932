import { rules } from '../../lint/registry.js';
import { recipes } from '../../transforms/recipe-registry.js';
import { transforms } from '../../transforms/registry.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, requireChoice, wantsJson } from '../flags.js';
import type { Io } from '../io.js';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Of a rule, what it weighs where nobody chooses. */
  readonly severity?: string;
}

const REGISTRIES: ReadonlyMap<string, readonly Entry[]> = new Map<string, readonly Entry[]>([
  ['transforms', transforms],
  ['recipes', recipes],
  [
    'rules',
    rules.map(({ name, summary, source, severity, isOnByDefault }) => ({
      ...{ name, summary, source },
      severity: isOnByDefault ? severity : 'off',
    })),
  ],
]);

/** `ptx list`: the names in a registry, each with its summary. */
export const listCommand: Command = {
  usage: `${[...REGISTRIES.keys()].join('|')} [FLAGS]`,
  description: ['Print every name with its summary, one line each.'],
  examples: ['ptx list transforms', 'ptx list recipes --format json'],
  flags: [FORMAT_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const entries = REGISTRIES.get(requireChoice(parsed, 'list', [...REGISTRIES.keys()])) ?? [];
  await io.writeStdout(wantsJson(parsed) ? formatJson(entries) : formatText(entries));
  return EXIT.ok;
}

function formatText(entries: readonly Entry[]): string {
  const column = Math.max(...entries.map(({ name }) => name.length)) + 2;
  return entries.map(({ name, summary }) => `${name.padEnd(column)}${summary}\n`).join('');
}

function formatJson(entries: readonly Entry[]): string {
  const rows = entries.map(({ name, summary, source, severity }) => ({ name, summary, source, severity }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
