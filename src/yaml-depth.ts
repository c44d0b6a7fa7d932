import { Lexer, Parser } from 'yaml';

/**
 * Find where lists and maps nest deeper than some levels, undefined where they do not. What composes YAML calls itself for
 * each level, and thousands of them end not the call but the process, so this looks first, without calling itself.
 */
export function findTooDeep(text: string, mostLevels: number): number | undefined {
  if (!mayNest(text, mostLevels)) return undefined;
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) {
      // What is parsed is of no interest.
    }
    if (parser.stack.length > mostLevels) return parser.offset;
  }
  return undefined;
}

/** Brackets, or else columns of indentation and of the signs that begin an entry; a column begins two levels at most. */
function mayNest(text: string, levels: number): boolean {
  if ((text.match(/[[{]/g)?.length ?? 0) >= levels) return true;
  return new RegExp(`^(?:[ \\t]|[-?:][ \\t]){${Math.floor(levels / 2)},}`, 'm').test(text);
}
