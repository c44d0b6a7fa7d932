import ignore, { type Ignore } from 'ignore';

/** True for a name that part of a pattern fits. */
type NameTest = (name: string) => boolean;

/** A line of a `.gitignore`. */
export interface IgnorePattern {
  /** True for one that takes back what others say. */
  readonly isNegated: boolean;
  readonly isFolderOnly: boolean;
  /** True where the first piece fits at the front of a path alone. */
  readonly isAnchored: boolean;
  /** Names that follow one another; between two pieces any folders may stand, or none. */
  readonly pieces: readonly (readonly NameTest[])[];
  /** True where something has to follow the last piece. */
  readonly isInside: boolean;
}

/** A name has 255 bytes at most, and a regular expression cannot be of any size. */
const LONGEST_NAME = 1000;

/** So that memory does not follow the lines times the files. */
const MOST_REMEMBERED = 1000;

const ANY_FOLDERS = /^\*{2,}$/;
const SPECIAL = /[*?[\\]/;

/** Read a line of a `.gitignore`; undefined for one that is empty or a comment. */
export function parseIgnorePattern(line: string): IgnorePattern | undefined {
  const text = trimEnd(line);
  if (text === '' || text.startsWith('#')) return undefined;
  const isNegated = text.startsWith('!');
  const names = text.slice(isNegated ? 1 : 0).split('/');
  const isFolderOnly = names.length > 1 && names.at(-1) === '';
  if (isFolderOnly) names.pop();
  const isAnchored = names.length > 1;
  if (isAnchored && names[0] === '') names.shift();
  const pieces = splitAtAnyFolders(names);
  return {
    isNegated,
    isFolderOnly,
    isAnchored: isAnchored && pieces[0]?.length !== 0,
    isInside: pieces.at(-1)?.length === 0,
    pieces: pieces.filter(({ length }) => length > 0).map((piece) => piece.map(testOf)),
  };
}

/**
 * True where a pattern fits the whole of a path. Each piece is put as far to the front as it can be: if any place leaves room
 * for the others, that one does, so that no other has to be tried.
 */
export function matchesPath(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  const { isFolderOnly, isAnchored, isInside, pieces } = pattern;
  if (isFolderOnly && !isFolder) return false;
  let start = 0;
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? [];
    const isLast = index === pieces.length - 1 && !isInside;
    const last = path.length - piece.length;
    let at = isLast ? Math.max(start, last) : start;
    const most = isAnchored && index === 0 ? 0 : last;
    while (at <= most && !fitsAt(piece, path, at)) at += 1;
    if (at > most || at > last) return false;
    start = at + piece.length;
  }
  return !isInside || start < path.length;
}

function fitsAt(piece: readonly NameTest[], path: readonly string[], at: number): boolean {
  // A loop: this is asked for every line of every list and every file.
  for (let index = 0; index < piece.length; index += 1) {
    if (piece[index]?.(path[at + index] ?? '') !== true) return false;
  }
  return true;
}

/** Pieces between the `**`; an empty one stands for a `**` at an end. */
function splitAtAnyFolders(names: readonly string[]): string[][] {
  const pieces: string[][] = [[]];
  for (const name of names) {
    if (ANY_FOLDERS.test(name)) pieces.push([]);
    else pieces.at(-1)?.push(name);
  }
  return pieces;
}

function testOf(name: string): NameTest {
  if (!SPECIAL.test(name)) return (other) => other === name;
  if (name.length > LONGEST_NAME) return () => false;
  let pattern: Ignore | undefined;
  let asked = 0;
  return (other) => {
    // It remembers all names that it was asked about.
    if (asked % MOST_REMEMBERED === 0) pattern = ignore({ ignorecase: false }).add(`/${name}`);
    asked += 1;
    return other !== '' && pattern?.ignores(other) === true;
  };
}

/** Leave out spaces at the end, but for one behind a backslash that does not stand behind another. */
function trimEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end -= 1;
  let backslashes = 0;
  while (line[end - 1 - backslashes] === '\\') backslashes += 1;
  return line.slice(0, end + (backslashes % 2));
}
