import { PtxError } from '../errors.js';

const ENTITIES = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' } as const;

/** Resolve the five predefined entities and character references. */
export function decodeText(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|apos|quot));/g, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
    return ENTITIES[name as keyof typeof ENTITIES];
  });
}

/** Anything that XML 1.0 section 2.2 does not count as a character. */
const NOT_A_CHARACTER = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Escape character data.
 *
 * @throws PtxError OPTION_INVALID for a character that no XML document can hold
 */
export function escapeText(text: string): string {
  const refused = NOT_A_CHARACTER.exec(text)?.[0];
  if (refused !== undefined) {
    const code = (refused.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    throw new PtxError('OPTION_INVALID', `Character U+${code} cannot stand in XML`);
  }
  return text.replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'));
}

/** Escape a value the way libvirt does, for the quote that will surround it. */
export function escapeAttribute(value: string, quote: '"' | "'"): string {
  return escapeText(value)
    .replaceAll(quote, quote === '"' ? '&quot;' : '&apos;')
    .replace(/[\t\r\n]/g, (control) => `&#${control.charCodeAt(0)};`);
}
