import fc from 'fast-check';

/** An element, or text that is copied as it stands (comment, CDATA section, character data). */
export type Piece = Element | { readonly raw: string };

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly Piece[] | string;
}

/** How a document is written down. */
export interface Layout {
  readonly newline: '\n' | '\r\n';
  /** One level of indentation; undefined writes everything on one line. */
  readonly indent: string | undefined;
  readonly quote: '"' | "'";
  readonly emptyTagEnd: '/>' | ' />';
  readonly hasBom: boolean;
  readonly prolog: readonly string[];
  readonly epilog: string;
  /** 0 is a document without whims; any other value seeds them. */
  readonly whims: number;
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  content: readonly (Piece | undefined)[] | string = [],
): Element {
  const present = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const children =
    typeof content === 'string' ? content : content.filter((piece): piece is Piece => piece !== undefined);
  return { name, attributes: Object.fromEntries(present), content: children };
}

const COMMENTS = [
  "<!-- don't touch -->",
  '<!-- <cpu mode="custom"/> -->',
  '<!---->',
  '<?keep me?>',
  '<!-- ü 🜚\n x -->',
];

export const layouts: fc.Arbitrary<Layout> = fc.record({
  newline: fc.constantFrom('\n' as const, '\n' as const, '\r\n' as const),
  indent: fc.constantFrom('  ', '  ', '    ', '\t', '', undefined),
  quote: fc.constantFrom("'" as const, '"' as const),
  emptyTagEnd: fc.constantFrom('/>' as const, '/>' as const, ' />' as const),
  hasBom: fc.boolean(),
  prolog: fc.subarray(['<?xml version="1.0" encoding="UTF-8"?>', '<!-- WARNING: generated -->', '', '<?pi?>']),
  epilog: fc.constantFrom('', '\n', '\n\n', '\n<!-- end -->\n', ' '),
  whims: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1 << 30 })),
});

/** Write a document down. */
export function write(root: Element, layout: Layout): string {
  const writer = new Writer(layout);
  const prolog = layout.prolog.map((line) => line + layout.newline).join('');
  // An XML declaration stands at the very start or nowhere.
  const start = /^\s+<\?xml /.test(prolog) ? prolog.trimStart() : prolog;
  const text = start + writer.element(root, layout.indent === undefined ? undefined : layout.newline) + layout.epilog;
  return (layout.hasBom ? '\uFEFF' : '') + text.replace(/\r?\n/g, layout.newline);
}

class Writer {
  readonly #layout: Layout;
  #state: number;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#state = layout.whims;
  }

  /** `lead` is the newline and indentation before the element, undefined on one line. */
  element({ name, attributes, content }: Element, lead: string | undefined): string {
    const open = `<${name}${this.#attributes(attributes, lead)}`;
    if (content.length === 0) {
      if (!this.#whim(9)) return open + (this.#whim(9) ? ' />' : this.#layout.emptyTagEnd);
      return `${open}></${name}${this.#whim(3) ? ' ' : ''}>`;
    }
    if (typeof content === 'string') return `${open}>${content}</${name}>`;
    const inner = lead === undefined ? undefined : lead + this.#layout.indent;
    const children = content.map((piece) => {
      const text = 'raw' in piece ? piece.raw : this.element(piece, inner);
      return this.#before(inner) + text + this.#behind();
    });
    return `${open}>${children.join('')}${lead ?? ''}</${name}>`;
  }

  #attributes(attributes: Readonly<Record<string, string>>, lead: string | undefined): string {
    const isWrapped = this.#whim(12);
    return Object.entries(attributes)
      .map(([name, value]) => {
        const quote = this.#whim(20) ? (this.#layout.quote === '"' ? "'" : '"') : this.#layout.quote;
        const space = isWrapped ? `${lead ?? '\n'}    ` : this.#whim(20) ? '  ' : ' ';
        return `${space}${name}${this.#whim(25) ? ' = ' : '='}${quote}${this.#escape(value, quote)}${quote}`;
      })
      .join('');
  }

  #escape(value: string, quote: string): string {
    const escaped = (text: string) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll(quote, quote === '"' ? '&quot;' : '&apos;');
    const [first, ...rest] = value;
    const isReference = first !== undefined && this.#whim(40);
    return isReference ? `&#${first.codePointAt(0)};${escaped(rest.join(''))}` : escaped(value);
  }

  #before(lead: string | undefined): string {
    if (lead === undefined) return this.#whim(15) ? ' ' : '';
    if (this.#whim(20)) return `${this.#layout.newline}${lead}`;
    if (this.#whim(20)) return `${lead}${this.#comment()}${lead}`;
    return this.#whim(20) ? ' ' : lead;
  }

  #behind(): string {
    if (this.#whim(20)) return ` ${this.#comment()}`;
    return this.#whim(30) ? '  ' : '';
  }

  #comment(): string {
    return COMMENTS[this.#next() % COMMENTS.length] as string;
  }

  /** True about once in `odds` times. */
  #whim(odds: number): boolean {
    return this.#layout.whims !== 0 && this.#next() % odds === 0;
  }

  #next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state >>> 8;
  }
}
