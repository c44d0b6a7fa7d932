import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as api from '../src/index.js';
import { listOptions } from '../src/transforms/transform.js';
import { camelCase } from './helpers/registry.js';

const INDEX = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** Everything but the factories, which the registry names. */
const VALUES: Readonly<Record<string, 'function' | 'object'>> = {
  Domain: 'function',
  PtxError: 'function',
  parseDomain: 'function',
  queryDomain: 'function',
  serializeDomain: 'function',
  transformDomain: 'function',
  transformXml: 'function',
  transforms: 'object',
};
const TYPES = [
  'Change',
  'ErrorCode',
  'ErrorDetails',
  'Location',
  'QueryMatch',
  'Step',
  'StepFactory',
  'Transform',
  'TransformResult',
  'Warning',
];

it('exports these values', () => {
  const factories = api.transforms.map(({ name }) => [camelCase(name), 'function'] as const);
  const actual = Object.entries(api).map(([name, value]) => [name, typeof value]);
  expect(Object.fromEntries(actual)).toEqual({ ...VALUES, ...Object.fromEntries(factories) });
});

it('exports these types', () => {
  const names = [...readFileSync(INDEX, 'utf8').matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(
    ([, isType, list = '']) =>
      list
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '' && (isType !== undefined || item.startsWith('type ')))
        .map((item) => item.replace(/^type /, '')),
  );
  expect(names.sort()).toEqual(TYPES);
});

it('freezes the registry and domains', () => {
  expect(Object.isFrozen(api.transforms)).toBe(true);
  const domain = api.parseDomain("<domain type='kvm'/>");
  expect(Object.isFrozen(domain)).toBe(true);
  expect(() => Object.assign(domain, { xml: '' })).toThrow(TypeError);
});

it('freezes steps', () => {
  const step = api.hideKvm({ state: 'on' });
  expect([Object.isFrozen(step), Object.isFrozen(step.options)]).toEqual([true, true]);
  expect(step).toMatchObject({ transform: 'hide-kvm', options: { state: 'on' } });
});

describe.each(api.transforms.map((transform) => [transform.name, transform] as const))('%s', (name, transform) => {
  const [first] = listOptions(transform.options);

  it('answers an unknown option with the nearest one', () => {
    const misspelt = `${first?.name.split('.')[0]}x`;
    const required = Object.fromEntries(
      listOptions(transform.options)
        .filter((option) => option.required)
        .map((option) => [option.name, '01:00.0']),
    );
    const error = refusalOf(() => transform.step({ ...required, [misspelt]: 1 }));
    expect(error).toMatchObject({ code: 'OPTION_INVALID', step: name, message: `Unknown option "${misspelt}"` });
    expect(error.hint).toMatch(/^Did you mean "[^"]+"\?$/);
  });

  it.each([['text'], [7], [null], [['a']]])('refuses options that are no object: %j', (options) => {
    expect(refusalOf(() => transform.step(options))).toMatchObject({ code: 'OPTION_INVALID', step: name });
  });
});

it('runs anywhere: nothing that it imports reaches for Node', () => {
  const seen = new Map<string, string[]>();
  const packages = new Set<string>();
  visit(INDEX, seen, packages);
  expect(seen.size).toBeGreaterThan(10);
  expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([]);
  expect([...packages].sort()).toEqual([...packages].filter((name) => name in dependencies()).sort());
  const sources = [...seen.keys()].filter((file) =>
    /\b(process|Buffer|require)\b[.(]/.test(readFileSync(file, 'utf8')),
  );
  expect(sources).toEqual([]);
});

/** Walk the static and dynamic imports of a source file; types count as well. */
function visit(file: string, seen: Map<string, string[]>, packages: Set<string>): void {
  if (seen.has(file)) return;
  const text = readFileSync(file, 'utf8');
  const imports = /^(?:import|export)\b[^;']*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  const targets = [...text.matchAll(imports)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
  seen.set(file, targets);
  for (const target of targets) {
    if (!target.startsWith('.')) packages.add(target);
    else {
      const next = fileURLToPath(new URL(target.replace(/\.js$/, '.ts'), `file://${file}`));
      expect(existsSync(next), `${target} in ${file}`).toBe(true);
      visit(next, seen, packages);
    }
  }
}

function dependencies(): Record<string, string> {
  return JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')).dependencies;
}

function refusalOf(run: () => unknown): api.PtxError {
  try {
    run();
  } catch (error) {
    if (error instanceof api.PtxError) return error;
    throw error;
  }
  return expect.fail('not refused');
}
