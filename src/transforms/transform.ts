import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { nearest } from '../domain/nearest.js';
import { PtxError } from '../errors.js';
import { describeIssue } from '../issue-words.js';

/** An entry of the registry: what a transform is, apart from what a caller asks of it. */
export interface Transform {
  /** Kebab-case verb and noun; also the CLI flag. */
  readonly name: string;
  /** One sentence for lists and help. */
  readonly summary: string;
  /** The page that documents the XML it writes. */
  readonly source: string;
  /** The one declaration of the options: type, validation, flag, help, JSON Schema and docs derive from it. */
  readonly options: z.ZodMiniType;
  /** The option that may stand first on the command line without its name. */
  readonly main?: string;
  /** Transforms with which the order matters, or that refuse each other; all others commute with it. */
  readonly conflicts: readonly string[];
  /** An argument list for the help, such as `01:00,functions=0-1`. */
  readonly example?: string;
  /**
   * Check options and bind them to the transform.
   *
   * @throws PtxError OPTION_INVALID for options that do not fit
   */
  step(options?: unknown): Step;
}

/** @internal What `defineTransform` takes: an entry of the registry before it is one, and the plan. */
export interface TransformDefinition<Schema extends z.ZodMiniType = z.ZodMiniType>
  extends Omit<Transform, 'options' | 'conflicts' | 'step'> {
  /** Makes the schema, once and when it is needed: one costs more to make than to use. */
  readonly options: () => Schema;
  readonly conflicts?: readonly string[];
  /** Edit the draft so that the domain is as the options ask; nothing where it already is. */
  plan(draft: DomainDraft, options: z.output<Schema>): void;
}

/** A transform together with what was asked of it, ready to be applied. Immutable; only the factories make one. */
export class Step {
  /** Name of the transform. */
  readonly transform: string;
  /** As given, before defaults: what a steps file would hold. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly #plan: (draft: DomainDraft) => void;

  /** @internal Use a factory, such as `hideKvm`. */
  constructor(transform: string, options: Readonly<Record<string, unknown>>, plan: (draft: DomainDraft) => void) {
    this.transform = transform;
    this.options = options;
    this.#plan = plan;
    Object.freeze(this);
  }

  /**
   * @internal Return a step that a factory made.
   *
   * @throws PtxError OPTION_INVALID for anything else, whatever it looks like
   */
  static requireStep(value: unknown): Step {
    if (typeof value === 'object' && value !== null && #plan in value) return value;
    const found = Array.isArray(value) ? 'array' : typeof value;
    const hint = 'Call a factory, such as hideKvm(), to get a step';
    throw new PtxError('OPTION_INVALID', `Expected a step, found a value of type "${found}"`, { hint });
  }

  /** @internal Edit a draft as the transform and its options say. */
  plan(draft: DomainDraft): void {
    this.#plan(draft);
  }
}

/** Makes the steps of one transform: call it with options to get one; `.definition` is its registry entry. */
export interface StepFactory<Options> {
  /**
   * Check options and bind them to the transform. One whose options are all optional may be called without any.
   *
   * @throws PtxError OPTION_INVALID for options that do not fit
   */
  (...options: Record<string, never> extends Options ? [options?: Options] : [options: Options]): Step;
  readonly definition: Transform;
}

/**
 * @internal Declare a transform.
 *
 * @returns a factory over the options as a caller writes them; zod's types stay inside
 */
export function defineTransform<Schema extends z.ZodMiniType>(
  definition: TransformDefinition<Schema>,
): StepFactory<z.input<Schema>> {
  const { plan, options: schema, ...entry } = definition;
  const step = (options: unknown = {}): Step => {
    const parsed = parseOptions({ ...entry, options: onDemand(schema) }, options);
    const asked = frozenCopy(options) as Readonly<Record<string, unknown>>;
    return new Step(definition.name, asked, (draft) => plan(draft, parsed));
  };
  const registered: Transform = Object.freeze({
    ...entry,
    get options() {
      return onDemand(schema);
    },
    conflicts: Object.freeze([...(definition.conflicts ?? [])]),
    step,
  });
  return Object.assign((options?: unknown) => step(options), { definition: registered });
}

const schemas = new WeakMap<() => z.ZodMiniType, z.ZodMiniType>();

/** @internal What a function makes, which is called the first time only. */
export function onDemand<Schema extends z.ZodMiniType>(make: () => Schema): Schema {
  const known = schemas.get(make) as Schema | undefined;
  if (known !== undefined) return known;
  const schema = make();
  schemas.set(make, schema);
  return schema;
}

/** Copy options all the way down, so that neither their owner nor a reader of the step can change it. */
function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozenCopy(inner)])));
}

/**
 * @internal Check options against a schema.
 *
 * @throws PtxError OPTION_INVALID, which carries the name as its step
 */
export function parseOptions<Schema extends z.ZodMiniType>(
  definition: { readonly name: string; readonly options: Schema; readonly main?: string | undefined },
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
    const all = known.length === 0 ? 'It takes no options' : `It has ${known.join(', ')}`;
    const guess = known.includes(key) ? `Nest it: ${nested(key)}` : `Did you mean "${suggestion}"?`;
    const hint = suggestion === undefined ? all : guess;
    throw new PtxError('OPTION_INVALID', `Unknown option "${key}"`, { step: definition.name, option: key, hint });
  }
  const [issue] = issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  const option = issue.path.length === 0 ? undefined : issue.path.join('.');
  const prefix = option === undefined ? '' : `Option "${option}": `;
  const hint = option === undefined && typeof options !== 'object' ? exampleOf(definition) : undefined;
  throw new PtxError('OPTION_INVALID', prefix + describeIssue(issue), { step: definition.name, option, hint });
}

/** `rom: { file: … }` for `rom.file`. */
function nested(key: string): string {
  return key.split('.').reduceRight((inner, name) => (inner === '…' ? `${name}: …` : `${name}: { ${inner} }`), '…');
}

/** How options are named, for one who wrote a value alone. */
function exampleOf({ options, main }: { readonly options: z.ZodMiniType; readonly main?: string | undefined }) {
  const name = main ?? listOptions(options)[0]?.name;
  return name === undefined ? 'It takes no options' : `Name it, such as { ${nested(name)} }`;
}

/** @internal What a schema says with `.meta()` about an option, beyond its description. */
export interface OptionMeta {
  /** The nested option that a plain value stands for: `nvram=/x` is short for `nvram.path=/x`. */
  readonly shortFor?: string;
  /** The option that may be given instead, where one of the two is required. */
  readonly instead?: string;
  /** The values it takes, where its types also tell how they may be written. */
  readonly words?: string;
}

/** One option, as help and documentation show it. */
export interface OptionDescription {
  /** Dotted name. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** The option that may be given instead of a required one. */
  readonly instead?: string;
  /** The values it takes, in words. */
  readonly type: string;
  /** All values that it takes, where only certain words are; left out where it takes others too. */
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Dotted name of the nested option that a plain value stands for; that one is not listed. */
  readonly shortFor?: string;
}

/** True where the main option has to be given: without it, the schema complains about it. */
export function requiresMain({ main, options }: Pick<Transform, 'main' | 'options'>): boolean {
  const { error } = options.safeParse({});
  return main !== undefined && (error?.issues ?? []).some(({ path: [first] }) => first === main);
}

interface JsonSchema extends OptionMeta {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
}

const DIALECT = { io: 'input', target: 'draft-2020-12' } as const;

/** JSON Schema of a transform's options, as a caller writes them; it holds standard keywords only. */
export function optionsJsonSchema(schema: z.ZodMiniType): object {
  return z.toJSONSchema(schema, {
    ...DIALECT,
    override({ jsonSchema }) {
      for (const key of META_KEYS) delete jsonSchema[key];
    },
  });
}

const META_KEYS = Object.keys({ shortFor: true, instead: true, words: true } satisfies Record<keyof OptionMeta, true>);

const described = new WeakMap<z.ZodMiniType, readonly OptionDescription[]>();

/** The options that a schema declares, nested ones with dotted names. Worked out once for each schema. */
export function listOptions(schema: z.ZodMiniType): readonly OptionDescription[] {
  const known = described.get(schema);
  if (known !== undefined) return known;
  const options = Object.freeze(describe(z.toJSONSchema(schema, DIALECT) as JsonSchema, ''));
  described.set(schema, options);
  return options;
}

function describe(schema: JsonSchema, prefix: string): OptionDescription[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = prefix + key;
    const variants = property.anyOf ?? [property];
    const plain = variants.filter((variant) => variant.properties === undefined);
    const nested = variants.flatMap((variant) => describe(variant, `${name}.`));
    if (plain.length === 0) return nested;
    const shortFor = property.shortFor === undefined ? undefined : `${name}.${property.shortFor}`;
    const choices = plain.flatMap(listWords);
    const option: OptionDescription = Object.freeze({
      name,
      description: property.description ?? '',
      required: (schema.required?.includes(key) ?? false) || property.instead !== undefined,
      ...(property.instead === undefined ? {} : { instead: property.instead }),
      type: property.words ?? [...new Set(plain.flatMap(typeWords))].join(', '),
      ...(choices.includes(undefined) ? {} : { choices: Object.freeze([...new Set(choices)] as string[]) }),
      ...(property.default === undefined ? {} : { default: String(property.default) }),
      ...(shortFor === undefined ? {} : { shortFor }),
    });
    return [option, ...nested.filter((each) => each.name !== shortFor)];
  });
}

/** The words that a plain variant takes; undefined among them where it takes other text. */
function listWords(schema: JsonSchema): (string | undefined)[] {
  if (schema.enum !== undefined || schema.const !== undefined || schema.type === 'boolean') return typeWords(schema);
  return [undefined];
}

/** JSON types that only say how a value may also be written are left out: true for `yes`, a list for `0,1`. */
function typeWords(schema: JsonSchema): string[] {
  if (schema.enum !== undefined) return schema.enum.map(String);
  if (schema.const !== undefined) return [String(schema.const)];
  if (schema.type === 'boolean' || schema.type === 'array') return [];
  return [schema.type === 'integer' ? 'number' : (schema.type ?? 'value')];
}
