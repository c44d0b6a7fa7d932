import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printRank } from '../src/domain/element-order.js';
import { readNames } from '../src/domain/vocabulary.js';
import { VOCABULARY } from '../src/domain/vocabulary-table.js';
import * as api from '../src/index.js';
import { recipeLoaders, transformLoaders } from '../src/transforms/loaders.js';
import { listOptions, requiresMain } from '../src/transforms/transform.js';
import { type GoldenCase, listGoldenCases } from './helpers/golden.js';
import { listLintCases } from './helpers/lint-golden.js';
import { camelCase } from './helpers/registry.js';

const { recipes, rules, transforms } = api;
const VERBS = /^(add|convert|disable|enable|hide|modernize|override|remove|set|strip|use)(-[a-z0-9]+)+$/;
/** What each transform has at least, by the first word of the case's name. */
const KINDS = ['basic', 'noop', 'odd', 'refuse'];
const cases = listGoldenCases();

describe.each(transforms.map((transform) => [transform.name, transform] as const))('%s', (name, transform) => {
  const own = cases.filter((golden) => golden.transform === name);

  it('is a verb and a noun in kebab case', () => expect(name).toMatch(VERBS));

  it('has a source file of its own name that declares it', () => {
    expect(existsSync(path(`src/transforms/${name}.ts`)), `src/transforms/${name}.ts`).toBe(true);
    expect(readFileSync(path(`src/transforms/${name}.ts`), 'utf8')).toContain(`name: '${name}'`);
  });

  it('is exported under its name in camel case', () => {
    const factory = (api as Record<string, unknown>)[camelCase(name)];
    expect(factory, camelCase(name)).toBeTypeOf('function');
    expect((factory as { definition: unknown }).definition).toBe(transform);
  });

  it('has a page docs/transforms/NAME.md', () => {
    expect(existsSync(path(`docs/transforms/${name}.md`)), `docs/transforms/${name}.md`).toBe(true);
  });

  it.each(KINDS)('has a golden case "%s…"', (kind) => {
    expect(
      own.filter((golden) => golden.name.split('-')[0] === kind).map(kindOf),
      `golden/transforms/${name}`,
    ).toContain(kind === 'refuse' ? 'refusal' : kind === 'noop' ? 'no-op' : 'change');
  });

  it('is frozen', () => {
    expect(Object.isFrozen(transform)).toBe(true);
    expect(Object.isFrozen(transform.conflicts), 'conflicts').toBe(true);
  });

  it('has a summary without full stop, and an https source', () => {
    expect(transform.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(new URL(transform.source).protocol).toBe('https:');
  });

  it('describes every option and exercises it in a golden case that changes something', () => {
    const options = listOptions(transform.options);
    const exercised = new Set(
      cases
        .filter((golden) => kindOf(golden) === 'change')
        .flatMap((golden) => golden.requests)
        .filter((request) => request.transform === name)
        .flatMap((request) => optionNames(request.options)),
    );
    expect(options.filter((option) => option.description === '').map((option) => option.name)).toEqual([]);
    expect(options.map((option) => option.name).filter((option) => !exercised.has(option))).toEqual([]);
  });

  it('names a main option that it declares', () => {
    const names = listOptions(transform.options).map((option) => option.name);
    if (transform.main !== undefined) expect(names).toContain(transform.main);
  });

  it('conflicts only with transforms that are there and say the same', () => {
    const answers = transform.conflicts.map((other) => transforms.find((entry) => entry.name === other)?.conflicts);
    for (const answer of answers) expect(answer).toContain(name);
    expect(transform.conflicts).not.toContain(name);
  });
});

it('registers each name once', () => {
  const names = transforms.map((transform) => transform.name);
  expect(names).toEqual([...new Set(names)]);
});

it('registers every transform that src/transforms declares', () => {
  const files = readdirSync(path('src/transforms')).filter((file) => file.endsWith('.ts'));
  const declared = files.filter((file) =>
    / = defineTransform\(\{/.test(readFileSync(path(`src/transforms/${file}`), 'utf8')),
  );
  expect(declared.sort()).toEqual(transforms.map((transform) => `${transform.name}.ts`).sort());
});

it('loads one by one what the registries list', async () => {
  const load = async <Entry>(loaders: Readonly<Record<string, () => Promise<Entry>>>) =>
    Promise.all(Object.entries(loaders).map(async ([name, loader]) => [name, await loader()]));
  expect(await load(transformLoaders)).toEqual(transforms.map((transform) => [transform.name, transform]));
  expect(await load(recipeLoaders)).toEqual(recipes.map((recipe) => [recipe.name, recipe]));
});

it.each(transforms.map((entry) => [entry.name, entry] as const))('knows of %s what it requires', (_, entry) => {
  const isRequired = listOptions(entry.options).some(({ name, required }) => required && name === entry.main);
  expect(requiresMain(entry)).toBe(isRequired);
});

it('has golden cases of registered transforms and recipes only', () => {
  const names = new Set([...transforms, ...recipes].map(({ name }) => name));
  const unknown = cases.filter(({ transform, recipe }) => !names.has(transform ?? recipe ?? ''));
  expect(unknown.map((golden) => golden.id)).toEqual([]);
});

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))('recipe %s', (name, recipe) => {
  const own = cases.filter((golden) => golden.recipe === name);

  it('has a source file of its own name that declares it', () => {
    expect(readFileSync(path(`src/transforms/recipes/${name}.ts`), 'utf8')).toContain(`name: '${name}'`);
  });

  it('has a page docs/recipes/NAME.md', () => {
    expect(existsSync(path(`docs/recipes/${name}.md`)), `docs/recipes/${name}.md`).toBe(true);
  });

  it.each(['linux-q35', 'windows-i440fx'])('has a golden case "%s…" that changes something', (kind) => {
    expect(own.filter((golden) => golden.name.startsWith(kind)).map(kindOf)).toContain('change');
  });

  it('describes every option and exercises it in a golden case', () => {
    const options = listOptions(recipe.options);
    const exercised = new Set(own.flatMap((golden) => optionNames(golden.options)));
    expect(options.filter((option) => option.description === '').map((option) => option.name)).toEqual([]);
    // What may stand instead of a required option is add-pci-hostdev's own matter.
    const required = options.filter(({ name }) => options.every(({ instead }) => instead !== name));
    expect(required.map((option) => option.name).filter((option) => !exercised.has(option))).toEqual([]);
  });

  it('names transforms that are there, and says why', () => {
    const names = transforms.map((transform) => transform.name);
    expect(recipe.parts.length).toBeGreaterThan(1);
    for (const { transform, why } of recipe.parts) {
      expect(names).toContain(transform);
      expect(why).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('is frozen, with a summary without full stop and an https source', () => {
    expect(Object.isFrozen(recipe) && Object.isFrozen(recipe.parts)).toBe(true);
    expect(recipe.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(new URL(recipe.source).protocol).toBe('https:');
  });
});

it('registers every recipe that src/transforms/recipes declares', () => {
  const declared = readdirSync(path('src/transforms/recipes')).filter((file) =>
    / = defineRecipe\(\{/.test(readFileSync(path(`src/transforms/recipes/${file}`), 'utf8')),
  );
  expect(declared.sort()).toEqual(recipes.map((recipe) => `${recipe.name}.ts`).sort());
});

/** Rules that the engine, or whoever reads files, reports. */
const WITHOUT_CASES = new Set(['xml-well-formed', 'unused-suppression']);
const lintCases = listLintCases();
/** Elements that stand in cases or in the vocabulary. */
const ELEMENTS = new Set([
  ...lintCases.flatMap(({ input }) => [...api.parseDomain(input).root.descendants()].map(({ localName }) => localName)),
  ...VOCABULARY.flatMap(([path, , children = '']) => [...path.split('/'), ...readNames(children).keys()]),
]);

describe.each(rules.map((rule) => [rule.name, rule] as const))('rule %s', (name, rule) => {
  const own = lintCases.filter((golden) => golden.rule === name);

  it('is a thing and a condition in kebab case', () => expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/));

  it('has a source file of its own name that declares it', () => {
    expect(readFileSync(path(`src/lint/rules/${name}.ts`), 'utf8')).toContain(`name: '${name}'`);
  });

  it('has a page docs/rules/NAME.md', () => expect(existsSync(path(`docs/rules/${name}.md`))).toBe(true));

  it('accepts a case, and says each of its messages in one that it rejects', () => {
    if (WITHOUT_CASES.has(name)) return;
    expect(own.map((golden) => golden.name).filter((each) => each.startsWith('accept'))).not.toEqual([]);
    const said = new Set(own.flatMap(({ findings = [] }) => findings.map(({ messageId }) => messageId)));
    expect([...said].sort()).toEqual(Object.keys(rule.messages).sort());
  });

  it('describes each of its options', () => {
    expect(listOptions(rule.options).filter(({ description }) => description === '')).toEqual([]);
  });

  it('speaks in clauses without full stop, and in whole sentences where it says why', () => {
    expect(rule.summary).toMatch(/^[A-Z<"].*[^.]$/);
    expect(rule.why).toMatch(/^[A-Za-z<"].*\.$/s);
    for (const { text, cure } of Object.values(rule.messages))
      for (const each of [text, cure]) expect(each).not.toMatch(/\.$/);
    expect(new URL(rule.source).protocol).toBe('https:');
    expect(rule.checked).not.toBe('');
  });

  it('is about elements that libvirt knows', () => {
    const places = rule.about.map((place) => place.replace(/\[@[\w-]+(=[\w-]+)?\]$/, ''));
    const names = places.flatMap((place) => place.split('/')).map((each) => each.replace(/^qemu:/, ''));
    expect(
      names.filter(
        (each) => each !== '*' && !ELEMENTS.has(each) && printRank('devices', each) === Number.MAX_SAFE_INTEGER,
      ),
    ).toEqual([]);
    expect(names.length > 0).toBe(!WITHOUT_CASES.has(name));
  });

  it('is frozen', () => expect([rule, rule.messages].every(Object.isFrozen)).toBe(true));

  it('claims nothing less than a break where libvirt refuses or drops something', () => {
    const effects = Object.values(rule.messages).map(({ effect }) => effect);
    if (rule.class === 'breaks') expect(effects).not.toEqual(effects.filter((effect) => effect === 'runs'));
    else expect(effects.filter((effect) => effect === 'refused')).toEqual([]);
  });
});

it('registers each rule once, and every rule that src/lint/rules declares', () => {
  const names = rules.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(names.toSorted()).toEqual(
    readdirSync(path('src/lint/rules'))
      .map((file) => file.replace(/\.ts$/, ''))
      .sort(),
  );
});

it('has golden cases of registered rules only', () => {
  const names = new Set(rules.map(({ name }) => name));
  expect(lintCases.filter(({ rule }) => !names.has(rule)).map(({ id }) => id)).toEqual([]);
});

function path(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

function kindOf({ input, expected, refusal }: GoldenCase): 'refusal' | 'no-op' | 'change' {
  if (refusal !== undefined) return 'refusal';
  return input === expected ? 'no-op' : 'change';
}

function optionNames(options: object, prefix = ''): string[] {
  return Object.entries(options).flatMap(([key, value]) => [
    prefix + key,
    ...(typeof value === 'object' && value !== null ? optionNames(value, `${prefix}${key}.`) : []),
  ]);
}
