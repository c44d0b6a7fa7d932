import { findMeant, nearest } from '../domain/nearest.js';
import type { Names } from '../domain/vocabulary.js';

/** What to do about a word that libvirt does not know. */
export interface Misspelling {
  /** An imperative clause. */
  readonly cure: string;
  /** What it can only have meant, where nothing else is likely and it is not there already. */
  readonly meant: string | undefined;
}

/**
 * Look for what a word was to be.
 *
 * @param taken what is there already
 * @param show how a word is written in a sentence
 */
export function readMisspelling(
  word: string,
  names: readonly string[],
  taken: ReadonlySet<string>,
  show: (name: string) => string,
): Misspelling {
  const meant = findMeant(word, names);
  const likely = meant ?? nearest(word.slice(0, LONGEST), names);
  const cure = likely === undefined ? 'Take it out' : `Write ${show(likely)}, or take it out`;
  return { cure, meant: meant !== undefined && taken.has(meant) ? undefined : meant };
}

/** Longer words are like none. */
const LONGEST = 40;

/** True for a name that a target has. */
export function isNameThere(names: Names, name: string, isThere: (since: string) => boolean): boolean {
  const since = names.get(name);
  return since !== undefined && isThere(since);
}

/** The names that a target has, apart from those that are too new for it. */
export function namesOf(names: Names, isThere: (since: string) => boolean): string[] {
  return [...names].filter(([, since]) => isThere(since)).map(([name]) => name);
}
