import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import xpath from 'xpath';
import {
  type Change,
  parseDomain,
  type Step,
  serializeDomain,
  transformDomain,
  transforms,
  transformXml,
} from '../src/index.js';
import { domains } from './arbitraries/domain.js';
import { optionsOf } from './arbitraries/options.js';
import { RUNS_PER_TRANSFORM, seedLaws, TIMEOUT_MS } from './helpers/law-runs.js';
import { attempt, type Outcome } from './helpers/outcome.js';
import { expectOnlyChanged } from './helpers/untouched.js';

seedLaws();

it(
  'identity: what is parsed is printed byte for byte',
  () => {
    fc.assert(
      fc.property(domains, (xml) => {
        expect(serializeDomain(parseDomain(xml))).toBe(xml);
        expect(transformXml(xml)).toBe(xml);
      }),
      { numRuns: RUNS_PER_TRANSFORM },
    );
  },
  TIMEOUT_MS,
);

describe.each(transforms.map((transform) => [transform.name, transform] as const))('%s', (_, transform) => {
  it(
    'is pure and idempotent, and says exactly what it changes in a well-formed domain',
    () => {
      const seen = { change: 0, 'no-op': 0, refusal: 0 };
      fc.assert(
        fc.property(domains, optionsOf(transform), (xml, options) => {
          const steps = () => [transform.step(options)];
          const domain = parseDomain(xml);
          const outcome = attempt(domain, steps);
          expect(domain.xml, 'the domain passed in').toBe(xml);
          expect(summary(attempt(domain, steps)), 'the same again').toEqual(summary(outcome));
          seen[kindOf(outcome)] += 1;
          if (outcome.kind === 'refused') return;
          if (outcome.changes.length === 0) expect(outcome.domain).toBe(domain);
          expectIdempotent(outcome.xml, steps);
          expectDomain(outcome.xml);
          expectOnlyChanged(xml, outcome.xml, outcome.changes);
          expectChangesComplete(xml, outcome.xml, outcome.changes);
        }),
        { numRuns: RUNS_PER_TRANSFORM },
      );
      // Without this the law would hold of a generator that reaches nothing.
      expect(seen.change, `changes in ${JSON.stringify(seen)}`).toBeGreaterThan(RUNS_PER_TRANSFORM / 20);
    },
    TIMEOUT_MS,
  );
});

function kindOf(outcome: Outcome): 'change' | 'no-op' | 'refusal' {
  if (outcome.kind === 'refused') return 'refusal';
  return outcome.changes.length === 0 ? 'no-op' : 'change';
}

function summary(outcome: Outcome): unknown {
  if (outcome.kind === 'done') return [outcome.xml, outcome.changes];
  const { code, message, error } = outcome;
  return [code, message, error.location, error.path, error.step];
}

function expectIdempotent(xml: string, steps: () => Step[]): void {
  const domain = parseDomain(xml);
  const again = transformDomain(domain, ...steps());
  expect(again.changes, 'second run').toEqual([]);
  expect(again.domain, 'second run').toBe(domain);
}

function expectDomain(xml: string): void {
  expect(parseDomain(xml).root.name).toBe('domain');
  expect(parseOtherwise(xml).documentElement?.nodeName).toBe('domain');
}

/** Parse with a parser that ptx does not use for it; whatever it reports is thrown. */
function parseOtherwise(xml: string) {
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml.replace(/^\uFEFF/, ''), 'text/xml');
}

function expectChangesComplete(before: string, after: string, changes: readonly Change[]): void {
  expect(JSON.parse(JSON.stringify(changes))).toEqual(changes);
  const documents = { before: parseOtherwise(before), after: parseOtherwise(after) };
  for (const { op, path, step, reason, ...values } of changes) {
    const document = op === 'add' ? documents.after : documents.before;
    expect(selectAll(document, path), `${op} ${path}`).toHaveLength(1);
    expect([values.before === null, values.after === null], `${op} ${path}`).toEqual([op === 'add', op === 'remove']);
    expect(step).not.toBe('');
    expect(reason).toMatch(/^[A-Za-z0-9].*[^.]$/);
  }
}

function selectAll(document: ReturnType<typeof parseOtherwise>, path: string): unknown[] {
  const uri = 'http://libvirt.org/schemas/domain/qemu/1.0';
  const select = xpath.useNamespaces({ qemu: uri, q: uri });
  return select(path, document as unknown as Node) as unknown[];
}
