import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DomainDifference, diffDomains, parseDomain } from '../../src/index.js';
import { domains, domainTrees, shuffle } from '../arbitraries/domain.js';
import { type Element, layouts, type Piece, write } from '../arbitraries/layout.js';
import { listGoldenCases } from '../helpers/golden.js';
import { collectValues, mutate, seededRandom } from '../helpers/mutations.js';
import { VARIANTS } from '../helpers/variants.js';

fc.configureGlobal({ seed: 20261120 });
const RUNS = 300;

describe('laws of a difference', () => {
  it('a domain does not differ from itself', () => {
    fc.assert(
      fc.property(domains, (xml) => {
        expect(diffDomains(parseDomain(xml), parseDomain(xml))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('another layout, and another order of what has none, is no difference', () => {
    fc.assert(
      fc.property(domainTrees, layouts, layouts, fc.nat(), (tree, one, other, seed) => {
        const [a, b] = [write(tree, one), write(mix(tree, seed), other)];
        expect(diffDomains(parseDomain(a), parseDomain(b)), `${a}\n${b}`).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('both directions tell the same', () => {
    fc.assert(
      fc.property(domains, domains, (a, b) => {
        const [there, back] = [
          diffDomains(parseDomain(a), parseDomain(b)),
          diffDomains(parseDomain(b), parseDomain(a)),
        ];
        expect(back.map(mirror).sort()).toEqual(there.map((difference) => JSON.stringify(difference)).sort());
      }),
      { numRuns: RUNS },
    );
  });
});

describe('goldens', () => {
  const texts = listGoldenCases().flatMap(({ id, input, expected }) => [
    [`${id}/input.xml`, input] as const,
    ...(expected === undefined ? [] : [[`${id}/expected.xml`, expected] as const]),
  ]);
  const domainsOf = new Map(texts.map(([id, text]) => [id, parseDomain(text)]));

  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))('written with %s are the same', (_, variant) => {
    for (const [id, text] of texts) {
      if (!variant.applies(text)) continue;
      const differences = diffDomains(parseDomain(text), parseDomain(variant.write(text)));
      expect(differences, id).toEqual([]);
    }
  });

  it('do not change without a difference, where the change is not what libvirt fills in anyway', () => {
    const pool = collectValues(domainsOf.values());
    let seen = 0;
    const unseen: string[] = [];
    for (const [id, domain] of domainsOf) {
      for (let round = 0; round < 4; round += 1) {
        const mutation = mutate(domain, pool, seededRandom(`${id} ${round}`));
        if (mutation === undefined || mutation.kind === 'removal') continue;
        if (diffDomains(domain, parseDomain(mutation.xml)).length > 0) seen += 1;
        else unseen.push(`${id}: ${mutation.path}: ${mutation.before} -> ${mutation.after}`);
      }
    }
    expect(unseen.length, unseen.join('\n')).toBeLessThan(seen / 20);
  });
});

/** The same elements in another order: attributes, children of different names, features, timers and pins. */
function mix(element: Piece, seed: number): Element;
function mix(element: Piece, seed: number): Piece {
  if ('raw' in element) return element;
  const attributes = Object.fromEntries(shuffle(Object.entries(element.attributes), seed));
  if (typeof element.content === 'string') return { ...element, attributes };
  const content = element.content.map((piece) => mix(piece, seed));
  const isText = element.content.some((piece) => 'raw' in piece && !/^<[!?]/.test(piece.raw));
  return { ...element, attributes, content: isText ? content : mixNames(content, seed, element.name) };
}

/** Move the groups of a name, and within the groups only what has no order. */
function mixNames(pieces: readonly Piece[], seed: number, parent: string): Piece[] {
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const name = 'raw' in piece ? '' : piece.name;
    groups.set(name, [...(groups.get(name) ?? []), piece]);
  }
  const hasNoOrder = (name: string) => /^(timer|vcpupin|iothreadpin)$/.test(name) && groups.get(name) !== undefined;
  return shuffle([...groups], seed).flatMap(([name, group]) =>
    hasNoOrder(name) && isDistinct(group) ? shuffle(group, seed ^ parent.length) : group,
  );
}

function isDistinct(pieces: readonly Piece[]): boolean {
  const keys = pieces.map((piece) => ('raw' in piece ? piece.raw : Object.values(piece.attributes)[0]));
  return new Set(keys).size === keys.length;
}

function mirror({ op, path, before, after, places }: DomainDifference): string {
  const ops = { add: 'remove', remove: 'add', replace: 'replace', reorder: 'reorder' } as const;
  return JSON.stringify({
    op: ops[op],
    path,
    before: after,
    after: before,
    places: { before: places.after, after: places.before },
  });
}
