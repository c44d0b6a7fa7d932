/** The candidate that a misspelt word most likely meant, undefined where none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    // No fewer letters have to change than one of them has more.
    if (Math.abs(known.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, known);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Longer words are no slip of the pen, and comparing them would take its time. */
const LONGEST_SLIP = 40;

/**
 * The one candidate that a misspelt word can have meant: no more than two letters off, one in short words, and no other
 * candidate as near. Case does not count.
 */
export function findMeant(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_SLIP) return undefined;
  const allowed = word.length < 5 ? 1 : 2;
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed);
  const least = Math.min(...near.map(({ distance }) => distance));
  const nearestOnes = near.filter(({ distance }) => distance === least);
  return nearestOnes.length === 1 ? nearestOnes[0]?.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}
