import { IgnoreList } from './ignore-list.js';

/** A group such as `{a,b}` without another one in it. */
const GROUP = /(?<!\\)\{([^{},]*,[^{}]*)\}/;

/** More than this nobody writes on purpose. */
const MAX_PATTERNS = 1000;

/** More than this nobody writes on purpose. */
const LONGEST_PATTERN = 1000;

/** What a pattern that somebody writes on purpose is like. */
export const READABLE = `a pattern of at most ${LONGEST_PATTERN} characters`;

/** True for a pattern that somebody writes on purpose. */
export function isReadable(pattern: string): boolean {
  return pattern.length <= LONGEST_PATTERN;
}

/** Lists of patterns are few, and asked for every file. */
const compiled = new WeakMap<readonly string[], IgnoreList>();

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

/** Read a `.gitignore`. */
export function readIgnoreFile(text: string): IgnoreList {
  return new IgnoreList(text.replace(/^\uFEFF/, '').split(/\r?\n/));
}

/**
 * True where a relative path fits a pattern as `.gitignore` writes it, or one with groups such as `{a,b}`; a path that
 * leads out of the folder fits none.
 */
export function matchesPattern(patterns: readonly string[], path: string): boolean {
  const known = compiled.get(patterns) ?? new IgnoreList(patterns.flatMap(expandBraces).map(anchor));
  compiled.set(patterns, known);
  return !OUTSIDE.test(path) && known.test(path) === 'ignored';
}

/** What is no relative path, or leads out of the folder. */
const OUTSIDE = /^(?:\/|\.{0,2}$|\.{1,2}\/)/;

/** `./lab` is what `.gitignore` writes as `/lab`. */
function anchor(pattern: string): string {
  return pattern.replace(/^(!?)(\.\/)+/, '$1/');
}
