import { findMeant, nearest } from '../domain/nearest.js';

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
  names: ReadonlySet<string>,
  taken: ReadonlySet<string>,
  show: (name: string) => string,
): Misspelling {
  const known = [...names];
  const meant = findMeant(word, known);
  const likely = meant ?? nearest(word.slice(0, LONGEST), known);
  const cure = likely === undefined ? 'Take it out' : `Write ${show(likely)}, or take it out`;
  return { cure, meant: meant !== undefined && taken.has(meant) ? undefined : meant };
}

/** Longer words are like none. */
const LONGEST = 40;
