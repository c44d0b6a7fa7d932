import { Document } from 'yaml';
import { nestOptions } from './option-list.js';
import { requireRecipe } from './recipe-registry.js';
import { requireTransform } from './registry.js';
import type { StepList } from './step-list.js';
import { STEPS_SCHEMA_URL } from './steps-schema.js';

/**
 * Write a steps file that `parseSteps` reads, with the line by which editors find its schema.
 *
 * @throws PtxError OPTION_INVALID for a name that is none
 */
export function formatSteps({ recipe, steps }: StepList): string {
  return stepsDocument({
    ...(recipe === undefined
      ? {}
      : { recipe: writeStep(recipe.name, nestOptions(recipe.options, requireRecipe(recipe.name))) }),
    ...(recipe !== undefined && steps.length === 0
      ? {}
      : { steps: steps.map(({ name, options }) => writeStep(name, nestOptions(options, requireTransform(name)))) }),
  }).toString({ lineWidth: 0 });
}

/** A steps file as a document of YAML. */
export function stepsDocument(content: { readonly recipe?: unknown; readonly steps?: readonly unknown[] }): Document {
  const document = new Document(content, { version: '1.2' });
  document.commentBefore = ` yaml-language-server: $schema=${STEPS_SCHEMA_URL}`;
  return document;
}

/** A name alone, or with its options. */
export function writeStep(name: string, options: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(options).length === 0 ? name : { [name]: options };
}
