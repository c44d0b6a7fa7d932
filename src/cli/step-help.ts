import { findRecipe } from '../transforms/recipe-registry.js';
import { transforms } from '../transforms/registry.js';
import { listOptions } from '../transforms/transform.js';
import type { Flag } from './flags.js';
import { formatFlagUse, formatOptions, joinSections, section, wrap } from './layout.js';
import { stepFlag } from './step-flags.js';

/** Offered by every command that takes steps: one for each transform. */
export const STEP_FLAGS: readonly Flag[] = transforms.map(stepFlag);

/** A hint for a flag that is the name of a recipe. */
export function explainStepFlag(name: string): string | undefined {
  return findRecipe(name) === undefined ? undefined : `It is a recipe: --recipe ${name}`;
}

/** The part of the help that shows every step with its options. */
export function formatStepHelp(): string {
  const blocks = transforms.map((transform, index) => {
    const use = `  ${formatFlagUse(STEP_FLAGS[index] as Flag)}\n`;
    return use + wrap(transform.summary, 6) + formatOptions(listOptions(transform.options), transform.main, 8);
  });
  const syntax = wrap(
    'OPTIONS are key=value items with commas between them; ",," is a comma within a value, and the name of an option alone means "yes". The main option may stand first without its name. In --NAME[=OPTIONS] they follow "=" only.',
  );
  return joinSections([section('Steps', blocks.join('\n')), syntax]);
}
