import { findTransform, transforms } from '../../transforms/registry.js';
import { listOptions, optionsJsonSchema, type Transform } from '../../transforms/transform.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { didYouMean, FORMAT_FLAG, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import type { Io } from '../io.js';
import { formatOptions, joinSections, section } from '../layout.js';
import { stepFlag } from '../step-flags.js';

/** `ptx explain`: all that the registry knows of one transform. */
export const explainCommand: Command = {
  usage: 'NAME [FLAGS]',
  description: [
    'Tell what a transform brings about, which page documents the XML that it writes, and which options it takes. With --format json this includes the JSON Schema of the options.',
  ],
  examples: ['ptx explain hide-kvm'],
  flags: [FORMAT_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [name, ...rest] = parsed.operands;
  if (name === undefined || rest.length > 0) {
    throw usageError('Expected one NAME', '"ptx list transforms" prints the names');
  }
  const transform = findTransform(name);
  if (transform === undefined) {
    const names = transforms.map((candidate) => candidate.name);
    const hint = didYouMean(name, names) ?? '"ptx list transforms" prints the names';
    throw usageError(`Unknown transform "${name}"`, hint);
  }
  await io.writeStdout(wantsJson(parsed) ? formatJson(transform) : formatText(transform));
  return EXIT.ok;
}

function formatText(transform: Transform): string {
  const { name, summary, source, conflicts, main } = transform;
  const options = formatOptions(listOptions(transform.options), main, 2);
  return joinSections([
    `${name}: ${summary}\n`,
    `Source:              ${source}\nOrder matters with:  ${conflicts.join(', ') || 'none'}\n`,
    section('Options', options || '  none\n'),
    section('Example', `  ${exampleCommand(transform)}\n`),
  ]);
}

function formatJson(transform: Transform): string {
  const { name, summary, source, conflicts, main } = transform;
  const explanation = {
    ...{ name, summary, source, conflicts, main: main ?? null, options: listOptions(transform.options) },
    ...{ example: exampleCommand(transform), schema: optionsJsonSchema(transform.options) },
  };
  return `${JSON.stringify(explanation, null, 2)}\n`;
}

function exampleCommand(transform: Transform): string {
  const { argument, isArgumentOptional } = stepFlag(transform);
  const example = transform.example ?? (isArgumentOptional === true ? undefined : argument);
  const separator = isArgumentOptional === true ? '=' : ' ';
  return `ptx transform win10.xml --${transform.name}${example === undefined ? '' : separator + example} --print-diff`;
}
