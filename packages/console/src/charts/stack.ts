/** One segment of a stacked bar: where it starts and how wide it is, as shares of the bar. */
export interface Segment<Key extends string = string> {
  readonly key: Key;
  readonly value: number;
  readonly start: number;
  readonly share: number;
}

/**
 * Lays values end to end on a bar that is `whole` long (their sum if that is larger). Values that are zero,
 * negative or not finite take no space.
 */
export function stackSegments<Key extends string>(
  parts: readonly (readonly [Key, number])[],
  whole = 0,
): Segment<Key>[] {
  const shown = parts.filter(([, value]) => value > 0 && Number.isFinite(value));
  const sum = shown.reduce((total, [, value]) => total + value, 0);
  const length = Math.max(whole, sum);
  let start = 0;
  return shown.map(([key, value]) => {
    const segment = { key, value, start, share: value / length };
    start += segment.share;
    return segment;
  });
}

/** Running sums over series, bottom first: the upper edge of each layer of a stacked area. */
export function stackSeries(series: readonly (readonly number[])[]): number[][] {
  const edges: number[][] = [];
  for (const values of series) {
    const below = edges.at(-1);
    edges.push(values.map((value, i) => value + (below?.[i] ?? 0)));
  }
  return edges;
}
