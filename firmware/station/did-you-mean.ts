/** The known word that is nearest to a mistyped one. */

/** The nearest of `known`, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(Array.from(word).length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance: letters to insert, delete or change. */
function editDistance(a: string, b: string): number {
  const letters = Array.from(b);
  let row = [0, ...letters.map((_, i) => i + 1)];
  let i = 0;
  for (const letter of a) {
    i++;
    const next = [i];
    for (const [j, other] of letters.entries()) {
      const change = row[j]! + (letter === other ? 0 : 1);
      next.push(Math.min(change, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
