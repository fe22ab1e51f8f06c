/** A value and its weight; weights need not sum to anything in particular. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Weighted mean; NaN if there are no items. */
export function weightedMean(items: readonly Weighted[]): number {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  return items.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

/**
 * Quantile of weighted values, linear between neighbours; NaN if there are none. With equal weights it is the
 * usual one, in which the least value is the quantile 0 and the greatest the quantile 1 (definition 7 of
 * Hyndman and Fan); weights shift the positions of the values in between.
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
  // Beyond the last position only by rounding.
  return before?.value ?? Number.NaN;
}

/** Weights under which each source counts once, however many rows it has. */
export function sourceWeights(rows: readonly { readonly source: string }[]): number[] {
  const groups = groupBy(rows, ({ source }) => source);
  return rows.map(({ source }) => 1 / groups.get(source)!.length);
}

/** The items by key, with keys and items in order of appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
