import { describe, expect, it } from 'vitest';
import { findIn, fixIn, listLintCases } from '../helpers/lint-golden.js';
import { expectSameText } from '../helpers/text.js';
import { expectOnlyChanged } from '../helpers/untouched.js';
import { VARIANTS } from '../helpers/variants.js';

const cases = listLintCases();

it('finds golden cases', () => expect(cases.length).toBeGreaterThan(0));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
  const { input, name, findings = [], fixed } = golden;

  it('holds what a case is made of', () => {
    expect(name).toMatch(/^(accept|reject)(-|$)/);
    const known = /^(input\.xml|other(-[a-z0-9]+)*\.xml|findings\.json|fixed\.xml|lint\.json|proof\.json)$/;
    expect(golden.files.filter((file) => !known.test(file))).toEqual([]);
    expect(findings.length > 0, 'findings are there exactly where it rejects').toBe(name.startsWith('reject'));
  });

  it('gives findings.json', () => expect(findIn(golden, input)).toEqual(findings));

  it('points at something in the text', () => {
    const lines = input.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
    for (const { line, column, endLine, endColumn } of findings) {
      expect(lines[line - 1]?.slice(column - 1, column), `${line}:${column}`).toMatch(/\S/);
      expect(lines[endLine - 1]?.slice(endColumn - 2, endColumn - 1), `${endLine}:${endColumn}`).toMatch(/\S/);
    }
  });

  it('gives fixed.xml, and then has no more to mend', () => {
    const { domain, changes } = fixIn(golden, input);
    expect(changes.length > 0, 'it mends exactly where something is fixable').toBe(
      findings.some(({ fixable }) => fixable),
    );
    expectSameText(domain.xml, fixed ?? input, golden.id);
    expect(findIn(golden, domain.xml).filter(({ fixable }) => fixable)).toEqual([]);
    expect(findIn(golden, domain.xml).length).toBeLessThanOrEqual(findings.length);
    expect(fixIn(golden, domain.xml).changes).toEqual([]);
  });

  it('mends no other byte', () => {
    const { domain, changes } = fixIn(golden, input);
    if (changes.length > 0) expectOnlyChanged(input, domain.xml, changes);
  });

  it.each(VARIANTS.filter((variant) => variant.applies(input)))('finds the same written as $name', (variant) => {
    const found = findIn(golden, variant.write(input));
    const shift = variant.name.startsWith('BOM') ? countLines(variant.write(input)) - countLines(input) : 0;
    expect(
      found.map(({ line, endLine, ...rest }) => ({ ...rest, line: line - shift, endLine: endLine - shift })),
    ).toEqual(findings.map(({ line, endLine, ...rest }) => ({ ...rest, line, endLine })));
    expectSameText(fixIn(golden, variant.write(input)).domain.xml, variant.write(fixed ?? input), variant.name);
  });
});

function countLines(text: string): number {
  return text.split(/\r\n|\r|\n/).length;
}
