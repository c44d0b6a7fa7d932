import type { Location } from '../errors.js';
import { locate } from './node.js';

/** Lines of a text, for many questions about it: `locate` reads from the start each time. */
export class LineIndex {
  readonly #source: string;
  /** Offset of the first character of each line. */
  readonly #starts = [0];

  constructor(source: string) {
    this.#source = source;
    for (const { index, 0: newline } of source.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + newline.length);
  }

  /** Line and column of an offset. */
  locate(offset: number): Location {
    let first = 0;
    let last = this.#starts.length - 1;
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) first = middle;
      else last = middle - 1;
    }
    // The first line has rules of its own.
    if (first === 0) return locate(this.#source, offset);
    return { line: first + 1, column: offset - (this.#starts[first] as number) + 1 };
  }
}
