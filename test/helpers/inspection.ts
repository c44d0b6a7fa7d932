import { expect } from 'vitest';
import { inspectDomain, type Location, parseDomain } from '../../src/index.js';

/** Assert that an inspection is plain data that is the same each time, and that its places are those of elements. */
export function expectSound(xml: string): void {
  const domain = parseDomain(xml);
  const inspection = inspectDomain(domain);
  const json = JSON.stringify(inspection);
  expect(JSON.parse(json)).toEqual(inspection);
  expect(JSON.stringify(inspectDomain(parseDomain(xml)))).toBe(json);
  const lines = xml.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const { line, column } of listLocations(inspection)) {
    expect(lines[line - 1]?.[column - 1], `${line}:${column}`).toBe('<');
  }
}

function listLocations(value: unknown): Location[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'location' && member !== null ? [member as Location] : listLocations(member),
  );
}
