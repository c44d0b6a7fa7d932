import type { Location } from '../errors.js';

/** Lines of a text, for many questions about it: `locate` reads from the start each time. */
export class LineIndex {
  /** Length of the byte order mark, which is no column. */
  readonly #byteOrderMark: number;
  /** Offset of the first character of each line. */
  #starts: number[] | undefined;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
    this.#byteOrderMark = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Line and column of an offset. */
  locate(offset: number): Location {
    this.#starts ??= listStarts(this.#source);
    const starts = this.#starts;
    let first = 0;
    let last = starts.length - 1;
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if ((starts[middle] as number) <= offset) first = middle;
      else last = middle - 1;
    }
    const bom = first === 0 && offset > 0 ? this.#byteOrderMark : 0;
    return { line: first + 1, column: offset - (starts[first] as number) - bom + 1 };
  }
}

function listStarts(source: string): number[] {
  const starts = [0];
  if (!source.includes('\r')) {
    for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
  }
  for (const { index, 0: newline } of source.matchAll(/\r\n|\r|\n/g)) starts.push(index + newline.length);
  return starts;
}
