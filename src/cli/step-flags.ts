import { PtxError } from '../errors.js';
import type { Recipe } from '../transforms/recipe.js';
import { listOptions, type OptionDescription, type Transform } from '../transforms/transform.js';
import type { Flag } from './flags.js';

/** What options are read for: a transform or a recipe. */
type Optioned = Pick<Transform | Recipe, 'name' | 'main' | 'options'>;

/**
 * The flag of a transform: only a main option that is required is taken from the next word. What the schema says is
 * asked for when it is needed, since asking every schema would take a third of the time of a start.
 */
export function stepFlag(transform: Transform): Flag {
  const { name, summary } = transform;
  return {
    name,
    summary,
    get argument() {
      const [main, count] = [requiredMain(transform), listOptions(transform.options).length];
      if (main === undefined) return count === 0 ? undefined : 'OPTIONS';
      return `${main.name.toUpperCase()}${count > 1 ? '[,OPTIONS]' : ''}`;
    },
    get isArgumentOptional() {
      return requiredMain(transform) === undefined;
    },
  };
}

function requiredMain({ main, options }: Transform): OptionDescription | undefined {
  return listOptions(options).find(({ name, required }) => required && name === main);
}

/**
 * Read the argument of a step flag as virt-install reads its own: `key=value` separated by commas, `,,` for a comma,
 * dots for nesting. The first item without `=` is the main option, the name of any other option alone means `yes`.
 * Beside nested options, a plain value is the one that it is short for: `nvram=/p,nvram.template=/t` is
 * `{ nvram: { path: '/p', template: '/t' } }`.
 *
 * @returns strings, which the schema of the entry converts and checks
 * @throws PtxError OPTION_INVALID for an option that is given twice, or an item that is none
 */
export function parseStepOptions(argument: string, entry: Optioned): Record<string, unknown> {
  const { name: step, main } = entry;
  const options = listOptions(entry.options);
  const switches = options.flatMap(({ name }) => (name === main ? [] : [name]));
  const values = new Map<string, string>();
  for (const [index, item] of splitItems(argument).entries()) {
    const [key, value] = readItem(item, switches) ?? [index === 0 ? main : undefined, item];
    if (key === undefined) {
      const hint = 'Write options as key=value, and ",," for a comma within a value';
      throw new PtxError('OPTION_INVALID', `Unexpected "${item}"`, { step, hint });
    }
    if (values.has(key)) throw givenTwice(key, step);
    values.set(key, value);
  }
  return nest(spellOut(values, options, step));
}

function splitItems(argument: string): string[] {
  return (argument.match(/(?:[^,]|,,)+/g) ?? []).map((item) => item.replaceAll(',,', ','));
}

function readItem(item: string, switches: readonly string[]): [key: string, value: string] | undefined {
  const equals = item.indexOf('=');
  if (equals >= 0) return [item.slice(0, equals), item.slice(equals + 1)];
  return switches.includes(item) ? [item, 'yes'] : undefined;
}

/** Give a plain value that stands beside nested ones the name that it is short for. */
function spellOut(
  values: ReadonlyMap<string, string>,
  options: readonly OptionDescription[],
  step: string,
): ReadonlyMap<string, string> {
  const spelt = new Map<string, string>();
  for (const [key, value] of values) {
    const beside = [...values.keys()].find((other) => other.startsWith(`${key}.`));
    const name = beside === undefined ? key : options.find((option) => option.name === key)?.shortFor;
    if (name === undefined) {
      const message = `Option "${key}" takes no value beside "${beside}"`;
      throw new PtxError('OPTION_INVALID', message, { step, option: key });
    }
    if (name !== key && values.has(name)) throw givenTwice(name, step);
    spelt.set(name, value);
  }
  return spelt;
}

// Object.fromEntries defines every key as its own, so that "__proto__" is only an unknown option.
function nest(values: ReadonlyMap<string, string>): Record<string, unknown> {
  const plain = new Map<string, string>();
  const nested = new Map<string, Map<string, string>>();
  for (const [key, value] of values) {
    const dot = key.indexOf('.');
    if (dot < 0) plain.set(key, value);
    else nested.set(key.slice(0, dot), (nested.get(key.slice(0, dot)) ?? new Map()).set(key.slice(dot + 1), value));
  }
  const objects = [...nested].map(([key, inner]): [string, unknown] => [key, nest(inner)]);
  return Object.fromEntries([...plain, ...objects]);
}

function givenTwice(option: string, step: string): PtxError {
  return new PtxError('OPTION_INVALID', `Option "${option}" is given twice`, { step, option });
}
