import { decodeText, escapeAttribute } from './escape.js';

/** One attribute of a start tag; offsets count from the `<` of the tag. */
export interface Attribute {
  readonly name: string;
  /** Value with references resolved and white space normalized, as XML 1.0 section 3.3.3 asks. */
  readonly value: string;
  readonly quote: '"' | "'";
  /** Offset of the white space before the name. */
  readonly start: number;
  /** Offset behind the opening quote. */
  readonly valueStart: number;
  /** Offset of the closing quote. */
  readonly valueEnd: number;
}

/** Read the attributes of a start tag that a strict parser has accepted. `from` is the offset behind the name. */
export function scanAttributes(tag: string, from: number): Attribute[] {
  const attributes: Attribute[] = [];
  const isPlain = !/[&\t\r\n]/.test(tag);
  let start = from;
  // Each has an equals sign; behind the last one no other follows, as one within a value is passed by with the value.
  for (let equals = tag.indexOf('=', start); equals >= 0; equals = tag.indexOf('=', start)) {
    const nameStart = skipSpace(tag, start);
    const name = tag.slice(nameStart, skipSpaceBack(tag, equals));
    const valueStart = skipSpace(tag, equals + 1) + 1;
    const quote = tag[valueStart - 1] as '"' | "'";
    const valueEnd = tag.indexOf(quote, valueStart);
    const raw = tag.slice(valueStart, valueEnd);
    const value = isPlain ? raw : readValue(raw);
    attributes.push({ name, value, quote, start, valueStart, valueEnd });
    start = valueEnd + 1;
  }
  return attributes;
}

function readValue(raw: string): string {
  return decodeText(/[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw);
}

/** Space, tab, CR and LF are the white space of XML, and no other character of a tag is below them. */
const LAST_SPACE = 0x20;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= LAST_SPACE) at += 1;
  return at;
}

function skipSpaceBack(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at - 1) <= LAST_SPACE) at -= 1;
  return at;
}

/** Return the start tag with one attribute set: an existing value is replaced in place, a new one goes last. */
export function tagWithAttribute(
  tag: string,
  attributes: readonly Attribute[],
  name: string,
  value: string,
  quote: '"' | "'",
): string {
  const existing = attributes.find((attribute) => attribute.name === name);
  if (existing !== undefined) {
    return tag.slice(0, existing.valueStart) + escapeAttribute(value, existing.quote) + tag.slice(existing.valueEnd);
  }
  const last = attributes.at(-1);
  const at = last === undefined ? (/[ \t\r\n]*\/?>$/.exec(tag)?.index ?? tag.length) : last.valueEnd + 1;
  const space = last === undefined ? ' ' : (/^[ \t\r\n]+/.exec(tag.slice(last.start))?.[0] ?? ' ');
  return `${tag.slice(0, at)}${space}${name}=${quote}${escapeAttribute(value, quote)}${quote}${tag.slice(at)}`;
}

/** Return the start tag with another name for one attribute. */
export function tagWithRenamed(tag: string, { name, start }: Attribute, to: string): string {
  const at = skipSpace(tag, start);
  return tag.slice(0, at) + to + tag.slice(at + name.length);
}

/** Return the start tag without one attribute and the white space before it. */
export function tagWithoutAttribute(tag: string, attribute: Attribute): string {
  return tag.slice(0, attribute.start) + tag.slice(attribute.valueEnd + 1);
}
