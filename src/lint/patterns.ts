import ignore, { type Ignore } from 'ignore';

/** A group such as `{a,b}` without another one in it. */
const GROUP = /(?<!\\)\{([^{},]*,[^{}]*)\}/;

/** More than this nobody writes on purpose. */
const MAX_PATTERNS = 1000;

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

/** Read the lines of a `.gitignore`: as for git on Linux, case counts. */
export function readIgnoreFile(text: string): Ignore {
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
