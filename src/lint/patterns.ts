import ignore, { type Ignore } from 'ignore';
import { PtxError } from '../errors.js';

/** A group such as `{a,b}` without another one in it. */
const GROUP = /(?<!\\)\{([^{},]*,[^{}]*)\}/;

/** More than this nobody writes on purpose. */
const MAX_PATTERNS = 1000;

/** A pattern becomes a regular expression, whose time multiplies with each `**`; more nobody writes on purpose. */
const LONGEST_PATTERN = 1000;
const MOST_DOUBLE_STARS = 3;

/** What a pattern that takes no long time is like. */
export const MATCHABLE = `a pattern of at most ${LONGEST_PATTERN} characters, with "**" at most ${MOST_DOUBLE_STARS} times`;

/** True for a pattern that takes no long time, whatever path it is held against. */
export function isMatchable(pattern: string): boolean {
  return pattern.length <= LONGEST_PATTERN && pattern.split('**').length - 1 <= MOST_DOUBLE_STARS;
}

/** Lists of patterns are few, and asked for every file. */
const compiled = new WeakMap<readonly string[], Ignore>();

/**
 * Write a pattern with groups such as `hosts/{a,b}/*.xml` as patterns without: `.gitignore` has none.
 *
 * @throws RangeError for a pattern that stands for thousands
 */
export function expandBraces(pattern: string): string[] {
  let patterns = [pattern];
  while (patterns.some((each) => GROUP.test(each))) {
    patterns = [...new Set(patterns.flatMap(expandGroup))];
    if (patterns.length > MAX_PATTERNS) throw new RangeError(`The pattern stands for more than ${MAX_PATTERNS}`);
  }
  return patterns;
}

function expandGroup(pattern: string): string[] {
  const group = GROUP.exec(pattern);
  if (group === null) return [pattern];
  const [before, after] = [pattern.slice(0, group.index), pattern.slice(group.index + group[0].length)];
  return (group[1] ?? '').split(',').map((word) => before + word + after);
}

/** True for a pattern that stands for no more patterns than somebody writes on purpose. */
export function isExpandable(pattern: string): boolean {
  try {
    return expandBraces(pattern).length > 0;
  } catch {
    return false;
  }
}

/**
 * Read the lines of a `.gitignore`: as for git on Linux, case counts.
 *
 * @throws PtxError FILE_MALFORMED for a pattern that would take its time
 */
export function readIgnoreFile(text: string): Ignore {
  const line = text.split('\n').findIndex((each) => !each.startsWith('#') && !isMatchable(each)) + 1;
  if (line > 0) throw new PtxError('FILE_MALFORMED', `Expected ${MATCHABLE}`, { location: { line, column: 1 } });
  return ignore({ ignorecase: false }).add(text);
}

/**
 * True where a relative path fits a pattern as `.gitignore` writes it, or one with groups such as `{a,b}`; a path that
 * leads out of the folder fits none.
 */
export function matchesPattern(patterns: readonly string[], path: string): boolean {
  const known = compiled.get(patterns) ?? ignore({ ignorecase: false }).add(patterns.flatMap(expandBraces).map(anchor));
  compiled.set(patterns, known);
  return ignore.isPathValid(path) && known.ignores(path);
}

/** `./lab` is what `.gitignore` writes as `/lab`. */
function anchor(pattern: string): string {
  return pattern.replace(/^(!?)(\.\/)+/, '$1/');
}
