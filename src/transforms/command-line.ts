import { quoteWords } from '../domain/shell-word.js';
import type { Target } from '../domain/target.js';
import { formatOptionList } from './option-list.js';
import { requireRecipe } from './recipe-registry.js';
import { requireTransform } from './registry.js';
import type { StepList, StepRequest } from './step-list.js';
import { requiresMain } from './transform.js';

/** What else a command line says, each by the flag of its name. */
export interface CommandSurroundings {
  /** The file to read. */
  readonly input: string;
  /** The file that holds the host snapshot. */
  readonly host?: string | undefined;
  readonly target?: Partial<Target> | undefined;
}

/**
 * Write the `ptx transform` command that applies a list of steps, as one types it in a POSIX shell.
 *
 * @throws PtxError OPTION_INVALID for a name that is none
 */
export function formatCommand(list: StepList, { input, host, target = {} }: CommandSurroundings): string {
  const versions = Object.entries(target).filter(([, version]) => version !== undefined && version !== '');
  const file = input.startsWith('-') && input !== '-' ? `./${input}` : input;
  return quoteWords([
    ...['ptx', 'transform', file],
    ...(list.recipe === undefined ? [] : recipeWords(list.recipe)),
    ...list.steps.flatMap(stepWords),
    ...(versions.length === 0 ? [] : ['--target', versions.map((pair) => pair.join('=')).join(',')]),
    ...(host === undefined ? [] : [`--host=${host}`]),
  ]);
}

function recipeWords({ name, options }: StepRequest): string[] {
  const argument = formatOptionList(options, requireRecipe(name));
  return ['--recipe', argument === '' ? name : `${name},${argument}`];
}

function stepWords({ name, options }: StepRequest): string[] {
  const transform = requireTransform(name);
  const argument = formatOptionList(options, transform);
  if (argument === '') return [`--${name}`];
  // What begins with a dash would be a flag of its own.
  return requiresMain(transform) && !argument.startsWith('-') ? [`--${name}`, argument] : [`--${name}=${argument}`];
}
