/** A value and what it weighs; the weights need no particular sum. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Weighted mean; NaN of none. */
export function weightedMean(items: readonly Weighted[]): number {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  return items.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

/**
 * Quantile of weighted values, linear between neighbours; NaN of none. With equal weights it is the
 * usual one, in which the least value is the quantile of 0 and the greatest that of 1 (Hyndman and
 * Fan's definition 7); a weight moves the places of the values between.
 */
export function weightedQuantile(items: readonly Weighted[], share: number): number {
  const sorted = items.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const wanted = share * (sorted.length - 1) * total;
  let passed = 0;
  let before: { readonly place: number; readonly value: number } | undefined;
  for (const [index, { value, weight }] of sorted.entries()) {
    const place = index * weight + (sorted.length - 1) * passed;
    if (place >= wanted) {
      if (!before) return value;
      return (
        before.value + ((value - before.value) * (wanted - before.place)) / (place - before.place)
      );
    }
    before = { place, value };
    passed += weight;
  }
  // Beyond the last place only by rounding.
  return before?.value ?? Number.NaN;
}

/** Weights under which each source counts once, however many rows it has. */
export function sourceWeights(rows: readonly { readonly source: string }[]): number[] {
  const groups = groupBy(rows, ({ source }) => source);
  return rows.map(({ source }) => 1 / groups.get(source)!.length);
}

/** The items by key, keys and items in the order in which they come. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
