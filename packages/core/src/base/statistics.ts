/**
 * The value below which a share of sorted values lies, linear between the two nearest ranks (definition 7 of
 * Hyndman and Fan): the least at 0, the greatest at 1. NaN if there are none.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] ?? Number.NaN;
  const above = sorted[low + 1] ?? below;
  return below + (above - below) * (rank - low);
}

/** Median of values in any order, the mean of the two middle ones if their count is even; NaN if there are none. */
export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/** Mean of values; NaN if there are none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
