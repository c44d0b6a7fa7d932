import { findRule, rules } from '../../lint/registry.js';
import { type Rule, ruleUrl } from '../../lint/rule.js';
import type { Recipe } from '../../transforms/recipe.js';
import { findRecipe, recipes } from '../../transforms/recipe-registry.js';
import { findTransform, transforms } from '../../transforms/registry.js';
import { listOptions, optionsJsonSchema, type Transform } from '../../transforms/transform.js';
import type { Command } from '../command.js';
import { candidatesOf } from '../completion/candidate.js';
import { EXIT } from '../exit-codes.js';
import { didYouMean, FORMAT_FLAG, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import type { Io } from '../io.js';
import { formatOptions, joinSections, row, section, wrap } from '../layout.js';
import { stepFlag } from '../step-flags.js';

const NAMES_HINT = '"ptx list transforms", "ptx list recipes" and "ptx list rules" print the names';

/** `ptx explain`: all that a registry knows of one entry. */
export const explainCommand: Command = {
  usage: 'NAME [FLAGS]',
  description: [
    'Tell what a transform or a recipe brings about or what a rule of "ptx lint" looks for, which page documents it, and which options it takes. With --format json this includes the JSON Schema of the options.',
  ],
  examples: ['ptx explain hide-kvm', 'ptx explain linux-gpu', 'ptx explain kvm-single'],
  flags: [FORMAT_FLAG],
  operands: () => candidatesOf([...transforms, ...recipes, ...rules]),
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [name, ...rest] = parsed.operands;
  if (name === undefined || rest.length > 0) {
    throw usageError('Expected one NAME', NAMES_HINT);
  }
  const explanation = explain(name);
  if (explanation === undefined) {
    const names = [...transforms, ...recipes, ...rules].map((candidate) => candidate.name);
    const hint = didYouMean(name, names) ?? NAMES_HINT;
    throw usageError(`Unknown name "${name}"`, hint);
  }
  await io.writeStdout(wantsJson(parsed) ? `${JSON.stringify(explanation.json, null, 2)}\n` : explanation.text());
  return EXIT.ok;
}

interface Explanation {
  readonly json: object;
  text(): string;
}

function explain(name: string): Explanation | undefined {
  const transform = findTransform(name);
  if (transform !== undefined) return explainTransform(transform);
  const recipe = findRecipe(name);
  if (recipe !== undefined) return explainRecipe(recipe);
  const rule = findRule(name);
  return rule === undefined ? undefined : explainRule(rule);
}

function explainTransform(transform: Transform): Explanation {
  const { source, conflicts } = transform;
  const facts = `Source:              ${source}\nOrder matters with:  ${conflicts.join(', ') || 'none'}\n`;
  const example = exampleOfTransform(transform);
  return {
    json: { ...describe(transform), conflicts, example, schema: optionsJsonSchema(transform.options) },
    text: () => format(transform, facts, example),
  };
}

function explainRecipe(recipe: Recipe): Explanation {
  const { name, source, parts } = recipe;
  const list = parts.map(({ transform, why }, index) => row(`  ${index + 1}. ${transform}`, why, 33)).join('');
  const example = `ptx transform win10.xml --recipe ${name},${recipe.example} --print-diff`;
  return {
    json: { ...describe(recipe), parts, example, schema: optionsJsonSchema(recipe.options) },
    text: () => format(recipe, joinSections([`Source:  ${source}\n`, section('Steps', list)]), example),
  };
}

const CLASSES: Readonly<Record<Rule['class'], string>> = {
  breaks: 'libvirt refuses or drops it, or QEMU does not start',
  ineffective: 'it starts, and the device or its hiding does not work',
  unsafe: 'it works, slowly or at a risk',
};

function explainRule({ check, fleet, ...rule }: Rule): Explanation {
  const { name, summary, why, source, checked, severity, isOnByDefault, messages, options } = rule;
  const url = ruleUrl(name);
  return {
    json: { ...rule, url, options: listOptions(options), schema: optionsJsonSchema(options) },
    text: () =>
      joinSections([
        `${name}: ${summary}\n`,
        wrap(why),
        `Class:     ${rule.class} (${CLASSES[rule.class]})\nSeverity:  ${severity}${isOnByDefault ? '' : ', off by default'}\nSource:    ${source}\nChecked:   ${checked}\nPage:      ${url}\n`,
        section(
          'Messages',
          Object.values(messages)
            .map(({ text, cure }) => wrap(text, 2) + wrap(`Cure: ${cure}`, 4))
            .join(''),
        ),
        ...(listOptions(options).length === 0
          ? []
          : [section('Options', formatOptions(listOptions(options), undefined, 2))]),
        section('Example', '  ptx lint win10.xml\n'),
      ]),
  };
}

function describe({ name, summary, source, main, options }: Transform | Recipe): object {
  return { name, summary, source, main: main ?? null, options: listOptions(options) };
}

function format({ name, summary, main, options }: Transform | Recipe, facts: string, example: string): string {
  return joinSections([
    `${name}: ${summary}\n`,
    facts,
    section('Options', formatOptions(listOptions(options), main, 2) || '  none\n'),
    section('Example', `  ${example}\n`),
  ]);
}

function exampleOfTransform(transform: Transform): string {
  const { argument, isArgumentOptional } = stepFlag(transform);
  const example = transform.example ?? (isArgumentOptional === true ? undefined : argument);
  const separator = isArgumentOptional === true ? '=' : ' ';
  return `ptx transform win10.xml --${transform.name}${example === undefined ? '' : separator + example} --print-diff`;
}
