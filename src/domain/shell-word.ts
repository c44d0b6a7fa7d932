/** Write a word so that a POSIX shell reads exactly it; words that mean themselves stay bare. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Write a command as one would type it. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
