import { rules } from '../../lint/registry.js';
import { SEVERITIES } from '../../lint/report.js';
import { findRecipe, recipes } from '../../transforms/recipe-registry.js';
import { findTransform } from '../../transforms/registry.js';
import { listOptions, type OptionDescription } from '../../transforms/transform.js';
import type { Flag } from '../flags.js';
import { type Completion, candidatesOf, type Listing, prefixed } from './candidate.js';

/** Complete the argument of a flag as far as it was typed. */
export function completeArgument(flag: Flag, typed: string): Completion {
  const transform = findTransform(flag.name);
  if (transform !== undefined) return completeOptions(listOptions(transform.options), transform.main, typed);
  if (flag.name === 'recipe') return completeRecipe(typed);
  if (flag.name === 'rule') return completeRule(typed);
  if (flag.choices !== undefined) return completeWords(flag.choices, typed);
  return completePlaceholder(flag.argument ?? '', typed);
}

/** What a placeholder of a usage line stands for: `FILE|local`, `[FILE…|DIR…|-]`. Words in small letters stand for themselves. */
export function completePlaceholder(placeholder: string, typed: string): Completion {
  const words = placeholder.match(/[\w-]+/g) ?? [];
  const listing = words.map((word) => LISTINGS[word]).find((each) => each !== undefined);
  const literals = words.filter((word) => /^[a-z]/.test(word));
  return { ...completeWords(literals, typed), ...(listing === undefined ? {} : { listing }) };
}

/** Placeholders for names that only the shell knows. */
const LISTINGS: Readonly<Record<string, Listing>> = {
  FILE: 'files',
  PATTERN: 'files',
  PLAN: 'files',
  RECORD: 'files',
  PATH: 'files',
  A: 'files',
  B: 'files',
  DIR: 'folders',
  DOMAIN: 'domains',
};

function completeWords(words: readonly string[], typed: string): Completion {
  const fitting = words.filter((word) => word.startsWith(typed));
  return { candidates: fitting.map((text) => ({ text, summary: '' })) };
}

/** Options as virt-install writes its own, of which the last one is being typed; ",," is a comma within a value. */
function completeOptions(options: readonly OptionDescription[], main: string | undefined, typed: string): Completion {
  const items = typed.split(/(?<!,),(?!,)/);
  const item = items.at(-1) ?? '';
  const before = typed.slice(0, typed.length - item.length);
  const equals = item.indexOf('=');
  if (equals >= 0) {
    const option = options.find(({ name }) => name === item.slice(0, equals));
    return prefixed(before + item.slice(0, equals + 1), completeValue(option, item.slice(equals + 1)));
  }
  const given = new Set(items.slice(0, -1).map((each) => each.split('=', 1)[0]));
  const left = options.filter(({ name }) => name.startsWith(item) && !given.has(name));
  const names = left.map(({ name, description }) => ({ text: `${name}=`, summary: description }));
  const mainOption = items.length === 1 ? options.find(({ name }) => name === main) : undefined;
  const values = mainOption === undefined ? { candidates: [] } : completeValue(mainOption, item);
  return prefixed(before, { ...values, candidates: [...values.candidates, ...names] });
}

function completeValue(option: OptionDescription | undefined, typed: string): Completion {
  const { candidates } = completeWords(option?.choices ?? [], typed);
  return { candidates, ...(typed.startsWith('/') ? { listing: 'files' as const } : {}) };
}

function completeRecipe(typed: string): Completion {
  const comma = typed.indexOf(',');
  const recipe = comma < 0 ? undefined : findRecipe(typed.slice(0, comma));
  if (recipe === undefined) return { candidates: candidatesOf(recipes).filter(({ text }) => text.startsWith(typed)) };
  const options = completeOptions(listOptions(recipe.options), recipe.main, typed.slice(comma + 1));
  return prefixed(typed.slice(0, comma + 1), options);
}

function completeRule(typed: string): Completion {
  const equals = typed.indexOf('=');
  if (equals >= 0)
    return prefixed(typed.slice(0, equals + 1), completeWords([...SEVERITIES, 'off'], typed.slice(equals + 1)));
  const fitting = rules.filter(({ name }) => name.startsWith(typed));
  return { candidates: fitting.map(({ name, summary }) => ({ text: `${name}=`, summary })) };
}
