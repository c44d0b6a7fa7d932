import type { Meaning } from './meaning.js';

/**
 * What elements say, each in one short string: those of two elements are equal where they say the same. An element is
 * read once however deep it stands, since what stands in it goes into its own sign by a number.
 */
export class Signs {
  readonly #numbers = new Map<string, string>();
  readonly #known = new WeakMap<Meaning, string>();

  /** The sign of an element, but for what is at some paths below it. */
  of(element: Meaning, without: readonly string[] = []): string {
    if (without.length > 0) return this.#read(element, without);
    const known = this.#known.get(element) ?? this.#read(element, without);
    this.#known.set(element, known);
    return known;
  }

  #read({ name, attributes, text, children }: Meaning, without: readonly string[]): string {
    const said = [...attributes]
      .filter(([attribute]) => !without.includes(`@${attribute}`))
      .map(([attribute, { meaning }]) => `@${attribute}=${JSON.stringify(meaning)}`);
    const inner = children.map((child) => {
      const start = `${child.name}/`;
      if (without.includes(child.name)) return child.name;
      return this.of(
        child,
        without.flatMap((path) => (path.startsWith(start) ? path.slice(start.length).replace(/[?+]$/, '') : [])),
      );
    });
    return this.#number(`<${name} ${said.sort().join(' ')}>${JSON.stringify(text.meaning)}${inner.sort().join(' ')}`);
  }

  /** A number for each text, with a sign that no name of an element has. */
  #number(text: string): string {
    const number = this.#numbers.get(text) ?? `#${this.#numbers.size}`;
    this.#numbers.set(text, number);
    return number;
  }
}
