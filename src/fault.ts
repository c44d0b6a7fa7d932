import { core } from 'zod/mini';
import { nearest } from './domain/nearest.js';
import { PtxError } from './errors.js';
import { describeIssue } from './issue-words.js';

/** What is wrong with a value. */
export interface Fault {
  /** What leads to it; of a key that nobody knows, the key is the last. */
  readonly path: readonly (string | number)[];
  /** True where the key is wrong, and not its value. */
  readonly isKey: boolean;
  readonly message: string;
  /** What was likely meant. */
  readonly hint: string | undefined;
}

/** A value that fits, or what is wrong with it. */
export type Checked<Value> =
  | { readonly data: Value; readonly fault?: undefined }
  | { readonly data?: undefined; readonly fault: Fault };

/** @internal Check a value against a schema; of what is wrong the first thing, a key that nobody knows before all others. */
export function checkValue<Value>(value: unknown, schema: core.$ZodType<Value>): Checked<Value> {
  const result = core.safeParse(schema, value, { reportInput: true, error: describeIssue });
  if (result.success) return { data: result.data };
  const issues = result.error.issues.map(closest);
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  return { fault: unknown === undefined ? describeValue(issues[0] as Issue) : describeKey(unknown, schema) };
}

/**
 * @internal Check an option of a call against a schema; `owner` says whose it is, such as " of the run".
 *
 * @throws PtxError OPTION_INVALID
 */
export function checkOption<Value>(option: string, schema: core.$ZodType<Value>, value: unknown, owner = ''): Value {
  const { data, fault } = checkValue(value, schema);
  if (fault === undefined) return data;
  const { path, message, hint } = fault;
  const place = [option, ...path].join('.');
  throw new PtxError('OPTION_INVALID', `Option "${place}"${owner}: ${message}`, { option: place, hint });
}

type Issue = core.$ZodIssue;

/** Of alternatives the one that the value was meant to be: the first that likes what it is as a whole. */
function closest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((errors) =>
    errors.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
  );
  const isDeeper = ({ code, path }: Issue) => path.length > issue.path.length || code === 'unrecognized_keys';
  const meant = branches.find(([first]) => first !== undefined && isDeeper(first));
  const unknown = meant?.find(({ code }) => code === 'unrecognized_keys');
  const values = branches.flat().flatMap((each) => (each.code === 'invalid_value' ? each.values : []));
  const whole = { ...issue, code: 'invalid_value', values } as Issue;
  return closest(unknown ?? meant?.[0] ?? { ...whole, message: describeIssue(whole) });
}

function describeValue(issue: Issue): Fault {
  const { message, input } = issue;
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const meant = typeof input === 'string' ? nearest(input, words) : undefined;
  // What a schema says in its own words is all there is to say.
  const isOurs = OUR_WORDS.has(issue.code) && message === describeIssue(issue) && !message.includes(' found ');
  const isSaid = input === undefined || !isOurs;
  return {
    path: stepsOf(issue),
    isKey: false,
    message: isSaid ? message : `${message}, found ${describeInput(input)}`,
    hint: meant === undefined ? undefined : `Did you mean "${meant}"?`,
  };
}

function describeInput(input: unknown): string {
  if (typeof input === 'string') return `"${input.length > LONGEST ? `${input.slice(0, LONGEST)}…` : input}"`;
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'keys and values' : String(input);
}

/** The kinds of fault that `describeIssue` words. */
const OUR_WORDS: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'too_small', 'too_big']);

/** More of a value helps nobody. */
const LONGEST = 40;

function describeKey(issue: Issue & { code: 'unrecognized_keys' }, schema: core.$ZodType): Fault {
  const path = [...stepsOf(issue), issue.keys[0] ?? ''];
  const known = keysAt([schema], stepsOf(issue));
  const meant = nearest(String(path.at(-1)), known);
  const hint = meant === undefined ? `It takes ${known.join(', ')}` : `Did you mean "${meant}"?`;
  return { path, isKey: true, message: `Unknown key "${path.join('.')}"`, hint };
}

function stepsOf({ path }: Issue): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

/** The keys that a schema takes at the end of a path. */
function keysAt(schemas: readonly core.$ZodType[], path: readonly (string | number)[]): string[] {
  const all = schemas.flatMap(unwrap);
  const [step, ...rest] = path;
  if (step === undefined) return all.flatMap((each) => Object.keys(shapeOf(each) ?? {}));
  const inner = all.flatMap((each) => {
    const property = shapeOf(each)?.[step];
    if (property !== undefined) return [property];
    if (each instanceof core.$ZodRecord) return [each._zod.def.valueType];
    return each instanceof core.$ZodArray ? [each._zod.def.element] : [];
  });
  return keysAt(inner, rest);
}

function shapeOf(schema: core.$ZodType): Readonly<Record<string, core.$ZodType>> | undefined {
  return schema instanceof core.$ZodObject ? schema._zod.def.shape : undefined;
}

/** The schemas behind what may be left out, or may be one of several. */
function unwrap(schema: core.$ZodType): core.$ZodType[] {
  if (
    schema instanceof core.$ZodOptional ||
    schema instanceof core.$ZodNullable ||
    schema instanceof core.$ZodDefault
  ) {
    return unwrap(schema._zod.def.innerType);
  }
  if (schema instanceof core.$ZodPipe) return unwrap(schema._zod.def.out);
  return schema instanceof core.$ZodUnion ? schema._zod.def.options.flatMap(unwrap) : [schema];
}
