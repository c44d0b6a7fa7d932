import type { Meaning } from './meaning.js';

/**
 * A kind of element or attribute, written as a short XPath below `<domain>`: `devices/disk/driver/@type`. A segment may
 * ask for attributes (`controller[type=usb|sata]`, `cpu[mode!=custom]`; an attribute that is absent is empty), `*` is any
 * name, a first segment `**` any ancestors, and a last segment `text()` is the text alone.
 */
export interface Pattern {
  /** Name of the attribute, undefined where it is about the element. */
  readonly attribute: string | undefined;
  /** Name of the element, `*` for any. */
  readonly name: string;
  matches(element: Meaning): boolean;
}

/** Stands for the text of an element, where an attribute would stand. */
export const TEXT = 'text()';

interface Segment {
  readonly name: string;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly attribute: string;
  readonly isNegated: boolean;
  readonly values: readonly string[];
}

/** Read a pattern. */
function parsePattern(text: string): Pattern {
  const parts = text.split('/');
  const last = parts.at(-1) ?? '';
  const isElement = !last.startsWith('@') && last !== TEXT;
  const attribute = isElement ? undefined : parts.pop()?.replace(/^@/, '');
  const isAnywhere = parts[0] === '**';
  const segments = (isAnywhere ? parts.slice(1) : parts).map(parseSegment).reverse();
  return {
    attribute,
    name: segments[0]?.name ?? 'domain',
    matches(element) {
      let current: Meaning | undefined = element;
      for (const segment of segments) {
        if (current?.parent === undefined || !fits(current, segment)) return false;
        current = current.parent;
      }
      return isAnywhere || (current !== undefined && current.parent === undefined);
    },
  };
}

function parseSegment(text: string): Segment {
  const [, name = '', tests = ''] = /^([^[]+)(.*)$/.exec(text) ?? [];
  const conditions = [...tests.matchAll(/\[([^\]!=]+)(!?)=([^\]]*)\]/g)].map(
    ([, attribute = '', not, values = '']) => ({
      attribute,
      isNegated: not === '!',
      values: values.split('|'),
    }),
  );
  return { name, conditions };
}

function fits(element: Meaning, { name, conditions }: Segment): boolean {
  return (
    (name === '*' || name === element.name) &&
    conditions.every(
      ({ attribute, isNegated, values }) =>
        isOneOf(element.attributes.get(attribute)?.meaning ?? '', values) !== isNegated,
    )
  );
}

/** True where a value is among some, of which each may end with `*` for anything. */
export function isOneOf(value: string, values: readonly string[]): boolean {
  return values.some((one) => (one.endsWith('*') ? value.startsWith(one.slice(0, -1)) : value === one));
}

/** Patterns with what each stands for, found by element and attribute. */
export class PatternTable<Entry> {
  readonly #rows = new Map<string, { pattern: Pattern; entry: Entry }[]>();

  constructor(rows: Iterable<readonly [pattern: string, entry: Entry]>) {
    for (const [text, entry] of rows) {
      const pattern = parsePattern(text);
      const key = keyOf(pattern.name, pattern.attribute);
      const known = this.#rows.get(key);
      if (known === undefined) this.#rows.set(key, [{ pattern, entry }]);
      else known.push({ pattern, entry });
    }
  }

  /** Everything that is said of an element, or of one of its attributes. */
  *all(element: Meaning, attribute?: string): Generator<Entry> {
    for (const name of [element.name, '*']) {
      for (const asked of attribute === undefined ? [undefined] : [attribute, '*']) {
        for (const { pattern, entry } of this.#rows.get(keyOf(name, asked)) ?? []) {
          if (pattern.matches(element)) yield entry;
        }
      }
    }
  }

  /** The first thing that is said. */
  find(element: Meaning, attribute?: string): Entry | undefined {
    for (const entry of this.all(element, attribute)) return entry;
    return undefined;
  }
}

function keyOf(name: string, attribute: string | undefined): string {
  return attribute === undefined ? name : `${name}@${attribute}`;
}
