import { describe, expect, it } from 'vitest';
import { type HidingFacts, inspectDomain, parseDomain } from '../../src/index.js';
import { makeDocument, ROWS } from '../hypervisor/cpuid/rows.js';

describe('what is predicted is what a guest was seen to read', () => {
  it.each(ROWS.map((row) => [row.claim, row] as const))('%s', (_, row) => {
    expect(describeHiding(inspect(makeDocument(row)))).toBe(row.observed);
  });
});

function inspect(xml: string): HidingFacts {
  return inspectDomain(parseDomain(xml)).hiding ?? expect.fail('not x86');
}

/** In the words of `test/hypervisor/cpuid/reading.ts`. */
function describeHiding({ cpuid, enlightenments }: HidingFacts): string {
  if (cpuid === null) return 'not known';
  const leaf = (number: number | null) => (number === 0 ? '0' : `0x${number?.toString(16)}`);
  const offers = enlightenments.map(({ name, value }) => (value === null ? name : `${name} ${value}`));
  return [
    `bit 31 ${cpuid.hypervisorBit ? 'set' : 'clear'}`,
    `signature ${cpuid.signature || 'empty'}`,
    `highest leaf ${leaf(cpuid.highestLeaf)}`,
    cpuid.hyperv ? 'Hv#1' : 'no Hv#1',
    cpuid.kvmSignatureLeaf === null ? 'KVM nowhere' : `KVM at ${leaf(cpuid.kvmSignatureLeaf)}`,
    ...(cpuid.hyperv ? [`offers ${offers.join(', ')}`] : []),
  ].join(', ');
}
