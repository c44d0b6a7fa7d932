import { type IgnorePattern, matchesPath, parseIgnorePattern } from './ignore-pattern.js';

/** What a list says of a path: nothing where it is undefined. */
export type IgnoreVerdict = 'ignored' | 'unignored' | undefined;

/**
 * The lines of a `.gitignore`, read as git on Linux does: the last line that fits a path has the last word, and nothing
 * in a folder that is ignored comes back. How long it takes follows the lines and the depth of the path, whatever they say.
 *
 * @see https://git-scm.com/docs/gitignore
 */
export class IgnoreList {
  readonly #patterns: readonly IgnorePattern[];
  readonly #folders = new Map<string, IgnoreVerdict>();

  constructor(lines: readonly string[]) {
    this.#patterns = lines.flatMap((line) => parseIgnorePattern(line) ?? []).reverse();
  }

  /** Judge a path below the folder of the list; that of a folder ends with a slash. */
  test(path: string): IgnoreVerdict {
    const names = path.replace(/\/$/, '').split('/');
    const isFolder = path.endsWith('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      if (this.#testFolder(names.slice(0, depth)) === 'ignored') return 'ignored';
    }
    return isFolder ? this.#testFolder(names) : this.#testAlone(names, false);
  }

  #testFolder(names: readonly string[]): IgnoreVerdict {
    const path = names.join('/');
    if (!this.#folders.has(path)) this.#folders.set(path, this.#testAlone(names, true));
    return this.#folders.get(path);
  }

  /** Without a look at the folders that a path is in. */
  #testAlone(names: readonly string[], isFolder: boolean): IgnoreVerdict {
    const last = this.#patterns.find((pattern) => matchesPath(pattern, names, isFolder));
    if (last === undefined) return undefined;
    return last.isNegated ? 'unignored' : 'ignored';
  }
}
