import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectDomain, parseDomain } from '../../src/index.js';
import { domains } from '../arbitraries/domain.js';
import { INSPECT_OUTPUTS, listInspectCases, printInspection } from '../helpers/inspect-golden.js';
import { expectSound } from '../helpers/inspection.js';
import { expectSameText } from '../helpers/text.js';
import { VARIANTS } from '../helpers/variants.js';

const cases = listInspectCases();

it('finds golden cases', () => expect(cases.length).toBeGreaterThan(10));

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, { folder, files, input }) => {
  it('holds the input, and what comes of it', () => {
    expect(files, `${folder}: write it with "npm run golden:update -- ${folder}"`).toEqual([
      ...INSPECT_OUTPUTS,
      'input.xml',
    ]);
  });

  it.each(INSPECT_OUTPUTS)('gives %s', (file) => {
    expectSameText(printInspection(input)[file], readFileSync(join(folder, file), 'utf8'), file);
  });

  it('is plain data, and each place is that of an element', () => expectSound(input));

  it.each(VARIANTS.filter((variant) => variant.applies(input)))('says the same written as $name', (variant) => {
    const text = (xml: string) => printInspection(xml)['expected.txt'].replaceAll(/\(line \d+\)/g, '');
    expect(text(variant.write(input))).toBe(text(input));
  });

  it('fits a line of 100 characters', () => {
    const lines = printInspection(input)['expected.txt'].split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

it('copes with any document', () => {
  fc.assert(
    fc.property(domains, (xml) => {
      expectSound(xml);
      expect(printInspection(xml)['expected.txt']).toContain('Passes through');
    }),
    { numRuns: 200 },
  );
});

it('does not count up what nobody has', () => {
  const huge = '<domain><vcpu>4000000000</vcpu><iothreads>4000000000</iothreads></domain>';
  const { pinning } = inspectDomain(parseDomain(huge));
  expect(pinning).toMatchObject({ unpinnedVcpus: '0-16383', unpinnedIothreads: null });
});
