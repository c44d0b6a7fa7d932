import type { Domain } from '../domain/domain.js';
import { printRank } from '../domain/element-order.js';
import { groupBy } from '../domain/group-by.js';
import type { DomainDifference } from './difference.js';
import { isFilledIn, isFilledInAttribute, isFilledInText } from './fillings.js';
import { identify, type List, lists } from './identities.js';
import { label } from './label.js';
import { type Pair, pairUp } from './match.js';
import { type Meaning, readMeaning, type Value } from './meaning.js';
import { Places } from './places.js';
import { isSameValue } from './same-value.js';
import { Signs } from './signs.js';

/**
 * Tell what two domains do not have in common by their meaning. How they are written does not count: quotes, comments,
 * white space, the order of attributes and of most elements, units and number bases, defaults, and what libvirt adds by
 * itself when it defines a domain. Anything else does, also what ptx does not know.
 *
 * The result of `diffDomains(b, a)` is the same list with both sides swapped.
 */
export function diffDomains(a: Domain, b: Domain): DomainDifference[] {
  const [before, after] = [readMeaning(a), readMeaning(b)];
  const comparison = new Comparison(new Places(a), new Places(b));
  comparison.compare(before, after, '/domain');
  return comparison.differences;
}

class Comparison {
  readonly differences: DomainDifference[] = [];
  readonly #before: Places;
  readonly #after: Places;
  readonly #signs = new Signs();

  constructor(before: Places, after: Places) {
    this.#before = before;
    this.#after = after;
  }

  compare(before: Meaning, after: Meaning, path: string): void {
    for (const name of [...union(before.attributes.keys(), after.attributes.keys())].sort()) {
      this.#compareAttribute(before, after, name, path);
    }
    this.#compareText(before, after, path);
    const nameOf = ({ name }: Meaning) => name;
    const groups = [groupBy(before.children, nameOf), groupBy(after.children, nameOf)] as const;
    const rank = (name: string) => printRank(before.name, name);
    const names = [...union(groups[0].keys(), groups[1].keys())].sort(
      (one, other) => rank(one) - rank(other) || compareText(one, other),
    );
    for (const name of names) {
      this.#compareList(groups[0].get(name) ?? [], groups[1].get(name) ?? [], `${path}/${name}`);
    }
  }

  #compareAttribute(before: Meaning, after: Meaning, name: string, path: string): void {
    const [a, b] = [before.attributes.get(name), after.attributes.get(name)];
    if (a !== undefined && b !== undefined) {
      if (isSameValue(before, name, a, b)) return;
    } else if (isFilledInAttribute(a === undefined ? after : before, name)) return;
    this.#note(a, b, `${path}/@${name}`, before, after, name);
  }

  #compareText(before: Meaning, after: Meaning, path: string): void {
    const [a, b] = [before.text, after.text];
    if (isSameValue(before, undefined, a, b)) return;
    if (a.meaning === '' ? isFilledInText(after) : b.meaning === '' && isFilledInText(before)) return;
    this.#note(a, b, path, before, after);
  }

  #compareList(before: readonly Meaning[], after: readonly Meaning[], path: string): void {
    const some = (before[0] ?? after[0]) as Meaning;
    const list = lists.find(some);
    const { pairs, removed, added } = pairUp(before, after, list, this.#signs);
    const paths = nameAll(before, after, pairs, path, list);
    const differing = [
      ...pairs.map(([a, b]) => ({ a, b, path: paths.get(a) as string })),
      ...removed.map((a) => ({ a, b: undefined, path: paths.get(a) as string })),
      ...added.map((b) => ({ a: undefined, b, path: paths.get(b) as string })),
    ].sort((one, other) => compareNaturally(one.path, other.path));
    for (const { a, b, path: at } of differing) {
      if (a !== undefined && b !== undefined) {
        // What neither side says follows from something else, which is compared where it stands.
        if (a.isImplied !== true || b.isImplied !== true) this.compare(a, b, at);
      } else if (!isFilledIn((a ?? b) as Meaning)) this.#noteElement(a, b, at);
    }
    if (pairs.length > 1 && (list === undefined || list.isOrdered?.([...before, ...after]) === true)) {
      const placedBy = list?.placedBy ?? [];
      const comparable = pairs.filter(([a, b]) => identify(a, placedBy) === identify(b, placedBy));
      this.#compareOrder(comparable, list, path);
    }
  }

  #compareOrder(pairs: readonly Pair[], list: List | undefined, path: string): void {
    const [before, after] = [inOrderOf(pairs, 0), inOrderOf(pairs, 1)];
    const start = before.findIndex((pair, index) => pair !== after[index]);
    if (start < 0) return;
    const end = before.findLastIndex((pair, index) => pair !== after[index]) + 1;
    const names = (moved: readonly Pair[]) => moved.map((pair) => nameOf(pair, list) ?? summarize(pair)).join(', ');
    const [from, to] = [before.slice(start, end), after.slice(start, end)];
    this.differences.push({
      op: 'reorder',
      path,
      before: names(from),
      after: names(to),
      places: {
        before: this.#before.of((from[0] as Pair)[0]),
        after: this.#after.of((to[0] as Pair)[1]),
      },
    });
  }

  #note(
    a: Value | undefined,
    b: Value | undefined,
    path: string,
    before: Meaning,
    after: Meaning,
    attribute?: string,
  ): void {
    const op = a === undefined ? 'add' : b === undefined ? 'remove' : 'replace';
    const places = {
      before: this.#before.of(before, a === undefined ? undefined : attribute),
      after: this.#after.of(after, b === undefined ? undefined : attribute),
    };
    this.differences.push({ op, path, before: a?.written ?? null, after: b?.written ?? null, places });
  }

  #noteElement(a: Meaning | undefined, b: Meaning | undefined, path: string): void {
    this.differences.push({
      op: a === undefined ? 'add' : 'remove',
      path,
      before: a === undefined ? null : this.#before.print(a),
      after: b === undefined ? null : this.#after.print(b),
      places: {
        before: a === undefined ? null : this.#before.of(a),
        after: b === undefined ? null : this.#after.of(b),
      },
    });
  }
}

/**
 * The path of each: with a name in brackets where it has one, else with a number where there are several. A thing has
 * the same name on both sides, also where only one of them gives it away.
 */
function nameAll(
  before: readonly Meaning[],
  after: readonly Meaning[],
  pairs: readonly Pair[],
  path: string,
  list: List | undefined,
): Map<Meaning, string> {
  const partners = new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
  const ordinals = new Map<Meaning, number>();
  const names = new Map<Meaning, string | undefined>();
  const counts = new Map<string | undefined, number>();
  for (const side of [before, after]) {
    const seen = new Map<string | undefined, number>();
    for (const element of side) {
      const partner = partners.get(element);
      const name = nameOf(partner === undefined ? [element] : [element, partner], list);
      const ordinal = (seen.get(name) ?? 0) + 1;
      seen.set(name, ordinal);
      names.set(element, name);
      ordinals.set(element, ordinal);
      counts.set(name, Math.max(ordinal, counts.get(name) ?? 0));
    }
  }
  const paths = new Map<Meaning, string>();
  for (const [element, name] of names) {
    const partner = partners.get(element) ?? element;
    const ordinal = Math.max(ordinals.get(element) as number, ordinals.get(partner) as number);
    const number = (counts.get(name) as number) > 1 ? `[${ordinal}]` : '';
    paths.set(element, `${path}${name === undefined ? '' : `[${name}]`}${number}`);
  }
  return paths;
}

/** The name of a thing, or of a pair that is one; the same whichever side comes first. */
function nameOf(sides: readonly Meaning[], list: List | undefined): string | undefined {
  return sides.flatMap((side) => label(side, list) ?? []).sort(compareText)[0];
}

/** What tells a pair without a name from its like, in an order of such. */
function summarize(pair: Pair): string {
  const gist = ({ name, attributes, text, children }: Meaning): string => {
    const values = [...[...attributes.values()].map(({ written }) => written), text.written].filter(Boolean);
    return values.join(' ') || children.map(gist).filter(Boolean)[0] || name;
  };
  return pair.map(gist).sort(compareText)[0] as string;
}

/** Pairs in the order of one side. */
function inOrderOf(pairs: readonly Pair[], side: 0 | 1): Pair[] {
  return [...pairs].sort((one, other) => one[side].position - other[side].position);
}

function union(one: Iterable<string>, other: Iterable<string>): Set<string> {
  return new Set([...one, ...other]);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** By text, but `[2]` before `[10]`. */
function compareNaturally(one: string, other: string): number {
  return collator.compare(one, other) || compareText(one, other);
}

const collator = new Intl.Collator('en', { numeric: true });
