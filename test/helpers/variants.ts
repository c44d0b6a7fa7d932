import type { XmlElement } from '../../src/xml/node.js';
import { parseXml } from '../../src/xml/parse.js';

/** Another way to write the same document. */
export interface Variant {
  readonly name: string;
  /** True where the variant can be made of this text without touching what it says. */
  applies(text: string): boolean;
  write(text: string): string;
}

/** Ways to write a document that must not matter to any transform. */
export const VARIANTS: readonly Variant[] = [
  {
    name: 'CRLF',
    applies: (text) => text.includes('\n') && !text.includes('\r'),
    write: (text) => text.replaceAll('\n', '\r\n'),
  },
  {
    name: 'double quotes',
    applies: (text) => startTagsOf(text).every((tag) => !/"|&apos;|&quot;/.test(tag)),
    write: withDoubleQuotes,
  },
  {
    name: 'BOM and a comment before the root',
    applies: (text) => !text.startsWith('\uFEFF'),
    write: (text) => {
      const declaration = /^<\?xml .*?\?>/.exec(text)?.[0] ?? '';
      const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '';
      const comment = `<!-- <domain type="kvm"/> is further down -->${newline}`;
      return `\uFEFF${declaration}${declaration === '' ? '' : newline}${comment}${text.slice(declaration.length)}`;
    },
  },
];

/** The text with every attribute of it in double quotes; only for texts that write none of either quote in a value. */
function withDoubleQuotes(text: string): string {
  let result = text;
  for (const element of elementsOf(text).reverse()) {
    const end = element.start + element.startTag.length;
    result = result.slice(0, element.start) + element.startTag.replaceAll("'", '"') + result.slice(end);
  }
  return result;
}

function elementsOf(text: string): XmlElement[] {
  const { root } = parseXml(text);
  return [root, ...root.descendants()];
}

function startTagsOf(text: string): string[] {
  return elementsOf(text).map((element) => element.startTag);
}
