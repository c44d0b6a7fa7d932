import { z } from 'zod';
import type { DomainDraft } from '../domain/domain-draft.js';
import { PtxError } from '../errors.js';
import { nearest } from './nearest.js';

/** What a transform is, apart from what a caller asks of it. */
export interface TransformDefinition<Schema extends z.ZodType = z.ZodType> {
  /** Kebab-case verb and noun; also the CLI flag. */
  readonly name: string;
  /** One sentence for lists and help. */
  readonly summary: string;
  /** The page that documents the XML it writes. */
  readonly source: string;
  /** The one declaration of the options: type, validation, flag, help, JSON Schema and docs derive from it. */
  readonly options: Schema;
  /** The option that may stand first on the command line without its name. */
  readonly main?: string;
  /** Transforms with which the order matters, or that refuse each other; all others commute with it. */
  readonly conflicts?: readonly string[];
  /** An argument list for the help, such as `01:00,functions=0-1`. */
  readonly example?: string;
  /** Edit the draft so that the domain is as the options ask; nothing where it already is. */
  plan(draft: DomainDraft, options: z.output<Schema>): void;
}

/** A transform together with what was asked of it, ready to be applied. */
export interface Step {
  readonly transform: string;
  /** As given, before defaults: what a steps file would hold. */
  readonly options: Readonly<Record<string, unknown>>;
  /** @internal */
  plan(draft: DomainDraft): void;
}

/** An entry of the registry. */
export interface Transform extends Readonly<Omit<TransformDefinition, 'plan'>> {
  readonly conflicts: readonly string[];
  /** Check options and bind them to the transform. */
  step(options?: unknown): Step;
}

/** What `defineTransform` returns: call it with options to get a step; `.definition` is its registry entry. */
export interface StepFactory<Schema extends z.ZodType> {
  // A transform whose options are all optional may be called without any.
  (
    ...options: Record<string, never> extends z.input<Schema> ? [options?: z.input<Schema>] : [options: z.input<Schema>]
  ): Step;
  readonly definition: Transform;
}

/**
 * Declare a transform.
 *
 * @returns a factory of steps, which throws OPTION_INVALID for options that do not fit
 */
export function defineTransform<Schema extends z.ZodType>(
  definition: TransformDefinition<Schema>,
): StepFactory<Schema> {
  const { plan, ...entry } = definition;
  const step = (options: unknown = {}): Step => {
    const parsed = parseOptions(definition, options);
    return Object.freeze({
      transform: definition.name,
      options: Object.freeze({ ...(options as Record<string, unknown>) }),
      plan: (draft: DomainDraft) => plan(draft, parsed),
    });
  };
  const registered: Transform = Object.freeze({
    ...entry,
    conflicts: Object.freeze([...(definition.conflicts ?? [])]),
    step,
  });
  return Object.assign((options?: unknown) => step(options), { definition: registered }) as StepFactory<Schema>;
}

function parseOptions<Schema extends z.ZodType>(
  definition: TransformDefinition<Schema>,
  options: unknown,
): z.output<Schema> {
  const result = definition.options.safeParse(options, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown !== undefined) {
    const key = [...unknown.path, unknown.keys[0]].join('.');
    const known = listOptions(definition.options).map(({ name }) => name);
    const suggestion = nearest(key, known);
    const hint = suggestion === undefined ? `It has ${known.join(', ')}` : `Did you mean "${suggestion}"?`;
    throw new PtxError('OPTION_INVALID', `Unknown option "${key}"`, { step: definition.name, hint });
  }
  const [issue] = issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  const message = describeIssue(issue);
  const option = issue.path.length === 0 ? '' : `Option "${issue.path.join('.')}": `;
  throw new PtxError('OPTION_INVALID', option + message, { step: definition.name });
}

/** zod's own words are for programmers; ours name what is expected. */
function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'Required' : `Expected a ${issue.expected}`;
  if (issue.code === 'invalid_value')
    return `Expected ${issue.values.map((value) => `"${String(value)}"`).join(' or ')}`;
  if (issue.code === 'too_small') return `Expected at least ${issue.minimum}`;
  return issue.code === 'too_big' ? `Expected at most ${issue.maximum}` : issue.message;
}

/** One option, as help and documentation show it. */
export interface OptionDescription {
  /** Dotted name. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** The values it takes, in words. */
  readonly type: string;
  readonly default?: string;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly default?: unknown;
}

/** JSON Schema of a transform's options, as a caller writes them. */
export function optionsJsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
}

/** The options that a schema declares, nested ones with dotted names. */
export function listOptions(schema: z.ZodType): OptionDescription[] {
  return describe(optionsJsonSchema(schema) as JsonSchema, '');
}

function describe(schema: JsonSchema, prefix: string): OptionDescription[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = prefix + key;
    const variants = property.anyOf ?? [property];
    const plain = variants.filter((variant) => variant.properties === undefined);
    const nested = variants.flatMap((variant) => describe(variant, `${name}.`));
    if (plain.length === 0) return nested;
    const option = {
      name,
      description: property.description ?? '',
      required: schema.required?.includes(key) ?? false,
      type: [...new Set(plain.flatMap(typeWords))].join(', '),
      ...(property.default === undefined ? {} : { default: String(property.default) }),
    };
    // A plain value is short for the path in the nested form.
    return [option, ...nested.filter((each) => each.name !== `${name}.path`)];
  });
}

/** JSON types that only say how a value may be written are left out: `"4"` for 4, true for `yes`, a list for `0,1`. */
function typeWords(schema: JsonSchema): string[] {
  if (schema.enum !== undefined) return schema.enum.map(String);
  if (schema.const !== undefined) return [String(schema.const)];
  if (schema.type === 'boolean' || schema.type === 'array' || schema.pattern === '^[0-9]+$') return [];
  return [schema.type === 'integer' ? 'number' : (schema.type ?? 'value')];
}
