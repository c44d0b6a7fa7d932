import { identify, type List } from './identities.js';
import type { Meaning } from './meaning.js';
import type { Signs } from './signs.js';

/** One thing in both domains. */
export type Pair = readonly [before: Meaning, after: Meaning];

/** What has a partner on the other side, and what has none. */
export interface Pairing {
  readonly pairs: readonly Pair[];
  readonly removed: readonly Meaning[];
  readonly added: readonly Meaning[];
}

type Key = (element: Meaning) => string | undefined;

/**
 * Pair up the elements of a name on both sides: the equal ones first, then those that are the same by what tells them
 * apart, then devices that are equal but for that, then those that do not say what they are, in their order. Linear in
 * what there is to read.
 */
export function pairUp(
  before: readonly Meaning[],
  after: readonly Meaning[],
  list: List | undefined,
  signs: Signs,
): Pairing {
  const left = { before: [...before], after: [...after] };
  const pairs: Pair[] = [];
  const pairBy = (keyBefore: Key, keyAfter = keyBefore) => {
    const waiting = new Map<string, Meaning[]>();
    for (const element of left.after) {
      const key = keyAfter(element);
      if (key === undefined) continue;
      const queue = waiting.get(key);
      if (queue === undefined) waiting.set(key, [element]);
      else queue.push(element);
    }
    for (const queue of waiting.values()) queue.reverse();
    const paired = new Set<Meaning>();
    left.before = left.before.filter((element) => {
      const key = keyBefore(element);
      const partner = key === undefined ? undefined : waiting.get(key)?.pop();
      if (partner === undefined) return true;
      pairs.push([element, partner]);
      paired.add(partner);
      return false;
    });
    left.after = left.after.filter((element) => !paired.has(element));
  };

  const by = list?.by ?? [];
  // In a list without names the same value may stand several times: what did not move is no question.
  if (by.length === 0) pairEnds(left, pairs, signs);
  if (before.length > 1 || after.length > 1) pairBy((element) => signs.of(element));
  for (const paths of by) pairBy((element) => identify(element, paths));
  const [first] = by;
  if (first === undefined) {
    pairBy(kindOf);
    pairBy(typeOf);
    pairBy(() => '');
  } else {
    const isNamed: Key = (element) => identify(element, first);
    if (before[0]?.parent?.name === 'devices') pairBy((element) => signs.of(element, first));
    for (const kind of [kindOf, typeOf]) {
      const unnamed: Key = (element) => (isNamed(element) === undefined ? kind(element) : undefined);
      pairBy(unnamed, kind);
      pairBy(kind, unnamed);
    }
  }
  return { pairs, removed: left.before, added: left.after };
}

/** Pair up what is equal from the start on, and from the end on. */
function pairEnds(left: { before: Meaning[]; after: Meaning[] }, pairs: Pair[], signs: Signs): void {
  const signed = { before: left.before.map((one) => signs.of(one)), after: left.after.map((one) => signs.of(one)) };
  const shortest = Math.min(left.before.length, left.after.length);
  let start = 0;
  while (start < shortest && signed.before[start] === signed.after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && signed.before.at(-1 - end) === signed.after.at(-1 - end)) end += 1;
  const isEnd = (index: number, length: number) => index < start || index >= length - end;
  const take = (elements: readonly Meaning[]) => elements.filter((_, index) => isEnd(index, elements.length));
  const after = take(left.after);
  take(left.before).forEach((element, index) => {
    pairs.push([element, after[index] as Meaning]);
  });
  left.before = left.before.slice(start, left.before.length - end);
  left.after = left.after.slice(start, left.after.length - end);
}

function kindOf({ attributes }: Meaning): string {
  return [attributes.get('type')?.meaning, attributes.get('model')?.meaning].join('\n');
}

function typeOf({ attributes }: Meaning): string {
  return attributes.get('type')?.meaning ?? '';
}
