/**
 * The known name closest to the given one, or undefined if none is close enough for a typing error. Case is
 * ignored, except to choose between equally close names.
 */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  const lower = wanted.toLowerCase();
  // A third of the letters may be wrong: one of `GBs`, two of `hoper100`.
  const most = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    if (Math.abs(name.length - wanted.length) > most) continue;
    const distance = editDistance(lower, name.toLowerCase());
    // One error in a one-letter name leaves nothing in common.
    if (distance > most || distance >= Math.max(name.length, wanted.length)) continue;
    const rank = distance + editDistance(wanted, name) / 1000;
    if (rank < least) {
      least = rank;
      best = name;
    }
  }
  return best;
}

/**
 * Damerau-Levenshtein distance in its optimal string alignment form: insertions, deletions,
 * substitutions and swaps of neighbours, no part edited twice.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, before[column - 2]! + 1);
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
