/** How often a cause struck in a life, on average. */
export interface CauseCount {
  readonly cause: string;
  readonly mean: number;
}

/** Causes by falling count; beyond `most` of them, the rest together. Causes that never struck are left out. */
export function rankCauses(byCause: Readonly<Record<string, number>>, most: number): CauseCount[] {
  const ranked = Object.entries(byCause)
    .filter(([, mean]) => mean > 0)
    .map(([cause, mean]) => ({ cause, mean }))
    .sort((a, b) => b.mean - a.mean);
  if (ranked.length <= most) return ranked;
  const rest = ranked.slice(most - 1);
  const mean = rest.reduce((sum, { mean }) => sum + mean, 0);
  return [...ranked.slice(0, most - 1), { cause: `${rest.length} others`, mean }];
}
