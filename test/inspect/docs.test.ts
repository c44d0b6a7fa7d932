import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inspectDomain, parseDomain } from '../../src/index.js';
import { listInspectCases } from '../helpers/inspect-golden.js';

it('docs/inspect.md names every field of the JSON, and every note', () => {
  const page = readFileSync('docs/inspect.md', 'utf8');
  const words = new Set<string>();
  for (const { input } of listInspectCases()) {
    const inspection = inspectDomain(parseDomain(input));
    listKeys(inspection, words);
    for (const { code } of inspection.hiding?.notes ?? []) words.add(code);
  }
  words.delete('line');
  words.delete('column');
  expect(words.size).toBeGreaterThan(100);
  expect([...words].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

function listKeys(value: unknown, keys: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value)) keys.add(key);
    // The driver of an IOMMU has libvirt's own attributes.
    if (key !== 'driver') listKeys(member, keys);
  }
}
