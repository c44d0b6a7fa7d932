import { nestOptions, type OptionTexts } from './option-list.js';
import { requireRecipe } from './recipe-registry.js';
import { requireTransform } from './registry.js';
import type { Step } from './transform.js';

/** A transform or a recipe by its name, with its options as texts. */
export interface StepRequest {
  readonly name: string;
  readonly options: OptionTexts;
}

/** What a steps file, or the flags of a command line, ask for: the steps of a recipe, then a list of steps. */
export interface StepList {
  readonly recipe?: StepRequest | undefined;
  readonly steps: readonly StepRequest[];
}

/**
 * Make the steps of a recipe out of options that are texts, as from the fields of a form.
 *
 * @throws PtxError OPTION_INVALID for a name that is none, and for options that do not fit
 */
export function bindRecipe({ name, options }: StepRequest): Step[] {
  const recipe = requireRecipe(name);
  return recipe.steps(nestOptions(options, recipe));
}

/**
 * Make a step out of options that are texts, as from the fields of a form.
 *
 * @throws PtxError OPTION_INVALID for a name that is none, and for options that do not fit
 */
export function bindStep({ name, options }: StepRequest): Step {
  const transform = requireTransform(name);
  return transform.step(nestOptions(options, transform));
}
