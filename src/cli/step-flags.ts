import { recipeLoaders, transformLoaders } from '../transforms/loaders.js';
import { listOptions, requiresMain, type Transform } from '../transforms/transform.js';
import { type Flag, isNamed } from './flags.js';

/**
 * The flag of a transform: only a main option that is required is taken from the next word. What the schema says is
 * asked for when it is needed, since asking every schema would take a third of the time of a start.
 */
export function stepFlag(transform: Transform): Flag {
  const { name, summary, main, options } = transform;
  return {
    name,
    summary,
    get argument() {
      const count = listOptions(options).length;
      if (!requiresMain(transform)) return count === 0 ? undefined : 'OPTIONS';
      return `${main?.toUpperCase()}${count > 1 ? '[,OPTIONS]' : ''}`;
    },
    get isArgumentOptional() {
      return !requiresMain(transform);
    },
  };
}

/** A flag for each transform; with words, those that no word names lack all but their name. */
export async function loadStepFlags(words?: readonly string[]): Promise<readonly Flag[]> {
  const flags: Flag[] = [];
  for (const [name, load] of Object.entries(transformLoaders)) {
    const flag = { name, summary: '' };
    flags.push(words?.some((word) => isNamed(word, flag)) !== false ? stepFlag(await load()) : flag);
  }
  return flags;
}

/** A hint for a flag that is the name of a recipe. */
export function explainStepFlag(name: string): string | undefined {
  return Object.hasOwn(recipeLoaders, name) ? `It is a recipe: --recipe ${name}` : undefined;
}
