import type { TwinTrace } from '../../api/types.ts';

export type Samples = TwinTrace['runs'][number]['samples'];

/**
 * Useful over elapsed time since the run was requested, up to its end; before that there is no share, and the
 * next one is used.
 */
export function usefulShare(
  { time, useful }: Samples,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): number[] {
  const shares = time.map((t, i) =>
    t > start ? (useful[i] ?? 0) / (Math.min(t, end) - start) : Number.NaN,
  );
  const first = shares.find((share) => !Number.isNaN(share)) ?? 1;
  return shares.map((share) => (Number.isNaN(share) ? first : share));
}

/** From a round number below the lowest share up to 100 %, so that no dip is cut off. */
export function rangeOf(...all: readonly (readonly number[])[]): readonly [number, number] {
  const least = all.flat().reduce((low, value) => Math.min(low, value), 1);
  return [Math.max(0, Math.floor(least * 20 - 0.5) / 20), 1];
}

/** When a run was requested, s. */
export function startOf({ events }: Pick<TwinTrace, 'events'>, run: string): number {
  return events.find((event) => event.kind === 'start' && event.run === run)?.time ?? 0;
}

/** When a run gave its nodes back for good, s; Infinity if it goes on. */
export function endOf({ events }: Pick<TwinTrace, 'events'>, run: string): number {
  const last = events.findLast(
    (event) => event.run === run && (event.releases || event.kind === 'placed'),
  );
  return last?.releases ? last.time : Number.POSITIVE_INFINITY;
}
