import { PtxError } from '../errors.js';
import type { Recipe } from './recipe.js';
import { listOptions, type Transform } from './transform.js';

/** What options are for: a transform or a recipe. */
export type Optioned = Pick<Transform | Recipe, 'name' | 'main' | 'options'>;

/** Options as texts, by their dotted names: `{ 'rom.file': '/x.rom' }`. */
export type OptionTexts = Readonly<Record<string, string>>;

/**
 * Read options as virt-install reads its own: `key=value` separated by commas, `,,` for a comma, dots for nesting. The
 * first item without `=` is the main option, the name of any other option alone means `yes`.
 *
 * @returns strings, which the schema of the entry converts and checks
 * @throws PtxError OPTION_INVALID for an option that is given twice, or an item that is none
 */
export function parseOptionList(argument: string, entry: Optioned): Record<string, unknown> {
  const { name: step, main } = entry;
  const values = new Map<string, string>();
  for (const [index, item] of splitItems(argument).entries()) {
    const [key, value] = readItem(item, entry) ?? [index === 0 ? main : undefined, item];
    if (key === undefined) {
      const hint = 'Write options as key=value, and ",," for a comma within a value';
      throw new PtxError('OPTION_INVALID', `Unexpected "${item}"`, { step, hint });
    }
    if (values.has(key)) throw givenTwice(key, step);
    values.set(key, value);
  }
  return nestValues(values, entry);
}

/** Write options so that `parseOptionList` reads them back; the main option comes first. */
export function formatOptionList(texts: OptionTexts, entry: Optioned): string {
  const { main } = entry;
  const isBare = (key: string, text: string) => key === main && text !== '' && readItem(text, entry) === undefined;
  const items = Object.entries(texts)
    .sort(([a], [b]) => Number(b === main) - Number(a === main))
    .map(([key, text]) => (isBare(key, text) ? text : `${key}=${text}`));
  return items.map((item) => item.replaceAll(',', ',,')).join(',');
}

/**
 * Nest options that were given as texts. Beside nested options, a plain value is the one that it is short for: `nvram`
 * and `nvram.template` are `{ nvram: { path, template } }`.
 *
 * @returns strings, which the schema of the entry converts and checks
 * @throws PtxError OPTION_INVALID for an option that is given twice, or that takes no value beside nested ones
 */
export function nestOptions(texts: OptionTexts, entry: Optioned): Record<string, unknown> {
  return nestValues(new Map(Object.entries(texts)), entry);
}

function nestValues(values: ReadonlyMap<string, string>, { name, options }: Optioned): Record<string, unknown> {
  return nest(spellOut(values, options, name));
}

function listSwitches({ main, options }: Optioned): string[] {
  return listOptions(options).flatMap(({ name }) => (name === main ? [] : [name]));
}

function splitItems(argument: string): string[] {
  return (argument.match(/(?:[^,]|,,)+/g) ?? []).map((item) => item.replaceAll(',,', ','));
}

function readItem(item: string, entry: Optioned): [key: string, value: string] | undefined {
  const equals = item.indexOf('=');
  if (equals >= 0) return [item.slice(0, equals), item.slice(equals + 1)];
  return listSwitches(entry).includes(item) ? [item, 'yes'] : undefined;
}

/** Give a plain value that stands beside nested ones the name that it is short for. */
function spellOut(
  values: ReadonlyMap<string, string>,
  options: Optioned['options'],
  step: string,
): ReadonlyMap<string, string> {
  const spelt = new Map<string, string>();
  for (const [key, value] of values) {
    const beside = [...values.keys()].find((other) => other.startsWith(`${key}.`));
    const name = beside === undefined ? key : listOptions(options).find((option) => option.name === key)?.shortFor;
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
