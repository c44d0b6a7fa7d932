import { describe, expect, it } from 'vitest';
import { parseDomain, transformDomain } from '../src/index.js';
import { type GoldenCase, listGoldenCases, stepsOf } from './helpers/golden.js';
import { attempt } from './helpers/outcome.js';
import { expectSameText } from './helpers/text.js';
import { expectOnlyChanged } from './helpers/untouched.js';
import { VARIANTS, type Variant } from './helpers/variants.js';

const cases = listGoldenCases();

it('finds golden cases', () => expect(cases.length).toBeGreaterThan(0));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
  const { input, expected, refusal } = golden;

  it('holds input, options or steps, and what comes of it', () => {
    const [result, asked] = [/^(expected\.xml|refusal\.json)$/, /^(options|steps)\.json$/];
    const count = (pattern: RegExp) => golden.files.filter((file) => pattern.test(file)).length;
    expect(count(result), `${golden.folder}: write it with "npm run golden:update -- PATH"`).toBe(1);
    expect(count(asked), `${golden.folder}: options.json or steps.json`).toBe(1);
    const optional = /^(input\.xml|(target|surroundings)\.json|arguments(\.[\w.-]+)?\.diff)$/;
    const unknown = golden.files.filter((file) => ![result, asked, optional].some((pattern) => pattern.test(file)));
    expect(unknown, golden.folder).toEqual([]);
  });

  if (expected !== undefined) describeTransform(golden, expected);
  if (refusal !== undefined) {
    it('is refused', () => expectRefusal(golden, input));
    it.each(variantsFor(golden))('is refused as $name', (variant) => {
      expect(attempt(variant.write(input), () => stepsOf(golden), golden.surroundings)).toMatchObject({
        code: refusal.code,
      });
    });
  }
});

function describeTransform(golden: GoldenCase, expected: string): void {
  const { input, surroundings: options } = golden;

  it('gives expected.xml', () => {
    const domain = parseDomain(input);
    const result = transformDomain(domain, ...stepsOf(golden), options);
    expectSameText(result.domain.xml, expected, golden.id);
    expect(domain.xml, 'the domain passed in').toBe(input);
    expect(result.changes.length > 0, 'changes are there exactly where bytes differ').toBe(input !== expected);
  });

  it('plans nothing more on expected.xml', () => {
    const domain = parseDomain(expected);
    const again = transformDomain(domain, ...stepsOf(golden), options);
    expect(again.changes).toEqual([]);
    expect(again.domain).toBe(domain);
  });

  it('changes no other byte', () => {
    let xml = input;
    for (const step of stepsOf(golden)) {
      const { domain, changes } = transformDomain(parseDomain(xml), step, options);
      expectOnlyChanged(xml, domain.xml, changes);
      xml = domain.xml;
    }
    expectSameText(xml, expected, 'step by step');
  });

  it.each(variantsFor(golden))('does the same written as $name', (variant) => {
    const plain = transformDomain(parseDomain(input), ...stepsOf(golden), options);
    const varied = transformDomain(parseDomain(variant.write(input)), ...stepsOf(golden), options);
    expectSameText(varied.domain.xml, variant.write(expected), variant.name);
    const said = (text: string | null) => text?.replaceAll('\r\n', '\n').replaceAll('"', "'") ?? null;
    const changes = (list: typeof plain.changes) =>
      list.map((change) => ({ ...change, before: said(change.before), after: said(change.after) }));
    expect(changes(varied.changes)).toEqual(changes(plain.changes));
  });
}

function variantsFor({ input, expected = input }: GoldenCase): Variant[] {
  return VARIANTS.filter((variant) => variant.applies(input) && variant.applies(expected));
}

function expectRefusal(golden: GoldenCase, input: string): void {
  const outcome = attempt(input, () => stepsOf(golden), golden.surroundings);
  if (outcome.kind === 'done') expect.fail(`not refused, gives\n${outcome.xml}`);
  const { code, messageIncludes, line, column, path } = golden.refusal as NonNullable<GoldenCase['refusal']>;
  expect(outcome.code, outcome.message).toBe(code);
  if (messageIncludes !== undefined) expect(outcome.message).toContain(messageIncludes);
  if (line !== undefined) expect(outcome.error.location?.line, 'line').toBe(line);
  if (column !== undefined) expect(outcome.error.location?.column, 'column').toBe(column);
  if (path !== undefined) expect(outcome.error.path, 'path').toBe(path);
}
