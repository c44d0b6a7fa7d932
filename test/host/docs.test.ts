import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hostSnapshotSchema } from '../../src/host/model.js';

const page = readFileSync('docs/host.md', 'utf8');

it('docs/host.md names every section of a snapshot', () => {
  const names = Object.keys(hostSnapshotSchema.shape).filter((name) => name !== 'schemaVersion');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('docs/host.md names every blocker and every verdict', () => {
  const read = (file: string) => readFileSync(file, 'utf8');
  const codes = [...read('src/host/blockers.ts').matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code);
  const verdicts = /type Verdict = ([^;]+);/.exec(read('src/host/passthrough-set.ts'))?.[1]?.match(/[a-z-]+/g) ?? [];
  expect(codes.length).toBeGreaterThanOrEqual(11);
  expect(verdicts).toHaveLength(5);
  expect([...codes, ...verdicts].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});
