import type { OptionTexts, StepList } from 'libvirt-ptx/steps';

/** A step in the list, with what its form holds. */
export interface StepEntry {
  /** Tells entries apart while they move. */
  readonly key: number;
  readonly name: string;
  readonly texts: OptionTexts;
}

/** What is asked for: the recipe that is ticked, and the list of steps. */
export interface Plan {
  readonly recipe: Omit<StepEntry, 'key'> | undefined;
  readonly steps: readonly StepEntry[];
}

export const EMPTY_PLAN: Plan = { recipe: undefined, steps: [] };

let lastKey = 0;

/** A step with fields as yet empty. */
export function createEntry(name: string, texts: OptionTexts = {}): StepEntry {
  lastKey += 1;
  return { key: lastKey, name, texts };
}

/** The plan as ptx takes it: fields that are empty were not filled in. */
export function listOf({ recipe, steps }: Plan): StepList {
  const request = ({ name, texts }: Omit<StepEntry, 'key'>) => ({ name, options: filledIn(texts) });
  return { ...(recipe === undefined ? {} : { recipe: request(recipe) }), steps: steps.map(request) };
}

/** True where nothing is asked for. */
export function isEmpty({ recipe, steps }: Plan): boolean {
  return recipe === undefined && steps.length === 0;
}

function filledIn(texts: OptionTexts): OptionTexts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}
