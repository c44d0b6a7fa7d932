import { recipeLoaders, transformLoaders } from '../transforms/loaders.js';
import { parseOptionList } from '../transforms/option-list.js';
import type { Step } from '../transforms/transform.js';
import { didYouMean, type Flag, type GivenFlag, type ParsedFlags, usageError } from './flags.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** Flags that stand for several steps. */
export const STEP_LIST_FLAGS: readonly Flag[] = [
  { name: 'recipe', argument: 'NAME[,OPTIONS]', summary: 'Apply the steps of a recipe: see "ptx list recipes"' },
  { name: 'steps', argument: 'FILE', summary: 'Apply the steps of a steps file, YAML or JSON: see "ptx schema steps"' },
];

/**
 * The steps that a command line asks for, in its order, whatever flag they come from.
 *
 * @throws PtxError OPTION_INVALID, USAGE, FILE_MALFORMED, FILE_UNREADABLE
 */
export async function listRequestedSteps({ given }: ParsedFlags, io: Io): Promise<Step[]> {
  const steps: Step[] = [];
  for (const flag of given) steps.push(...(await stepsOf(flag, io)));
  return steps;
}

async function stepsOf({ name, argument = '' }: GivenFlag, io: Io): Promise<Step[]> {
  if (name === 'recipe') return recipeSteps(argument);
  if (name === 'steps') return readStepsFile(argument, io);
  if (!Object.hasOwn(transformLoaders, name)) return [];
  const transform = await transformLoaders[name]?.();
  return transform === undefined ? [] : [transform.step(parseOptionList(argument, transform))];
}

async function recipeSteps(argument: string): Promise<Step[]> {
  const [name = ''] = argument.split(',', 1);
  const recipe = Object.hasOwn(recipeLoaders, name) ? await recipeLoaders[name]?.() : undefined;
  if (recipe === undefined) {
    const transform = Object.hasOwn(transformLoaders, name) ? `It is a transform: --${name}` : undefined;
    const hint = transform ?? didYouMean(name, Object.keys(recipeLoaders)) ?? '"ptx list recipes" prints the names';
    throw usageError(`Unknown recipe "${name}"`, hint);
  }
  return recipe.steps(parseOptionList(argument.slice(name.length + 1), recipe));
}

async function readStepsFile(file: string, io: Io): Promise<Step[]> {
  return namingFile(file, async () => {
    const text = await readText(file, io);
    // The parser of YAML costs start-up time.
    const { parseSteps } = await import('../transforms/steps-file.js');
    return parseSteps(text);
  });
}
