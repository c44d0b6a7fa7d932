import type { z } from 'zod/mini';
import { recipes } from './recipe-registry.js';
import { transforms } from './registry.js';
import { listOptions, optionsJsonSchema } from './transform.js';

/** Where the schema of steps files can be had; a steps file names it in `$schema`. */
export const STEPS_SCHEMA_URL = 'https://unpkg.com/libvirt-ptx/schema/steps.json';

/** JSON Schema of a steps file, by which editors complete and check it. */
export function stepsJsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: STEPS_SCHEMA_URL,
    title: 'Steps file of ptx',
    description: 'What "ptx transform --steps FILE" applies to a domain: the steps of a recipe, then a list of steps',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for editors' },
      recipe: { description: 'The recipe whose steps come first', ...choiceOf(recipes) },
      steps: { description: 'The steps, in order', type: 'array', items: choiceOf(transforms) },
    },
    additionalProperties: false,
    anyOf: [
      { properties: { recipe: true }, required: ['recipe'] },
      { properties: { steps: true }, required: ['steps'] },
    ],
  };
}

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodMiniType;
}

/** A name alone where no option is required, or one name with its options. */
function choiceOf(entries: readonly Entry[]): object {
  const described = entries.map((entry) => ({ ...entry, schema: schemaOf(entry) }));
  const alone = described.filter(({ options }) => listOptions(options).every(({ required }) => !required));
  const named = described.map(({ name, schema }) => [
    name,
    alone.some((entry) => entry.name === name) ? { anyOf: [schema, { type: 'null' }] } : schema,
  ]);
  const withOptions = {
    type: 'object',
    properties: Object.fromEntries(named),
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  };
  // An empty enum is no JSON Schema.
  return alone.length === 0 ? withOptions : { anyOf: [{ enum: alone.map(({ name }) => name) }, withOptions] };
}

function schemaOf({ options, summary }: Entry): {
  readonly description: string;
  readonly required?: readonly string[];
} {
  const { $schema: _, ...schema } = optionsJsonSchema(options) as Record<string, unknown>;
  return { description: summary, ...schema };
}
