import type { ServiceDetail } from '@gigafactory/core/api';

/** The load of the last 15 minutes in columns, as a chart draws them. */
export interface LoadSeries {
  /** s before the newest sample, so 0 or less. */
  readonly time: readonly number[];
  readonly ttft: Values;
  readonly ttftP95: Values;
  readonly tokenTime: Values;
  readonly tokenTimeP95: Values;
  readonly queue: Values;
  readonly running: Values;
  readonly kvUse: Values;
  readonly tokensPerSecond: Values;
  readonly ready: Values;
  readonly wanted: Values;
}

type Values = readonly (number | null)[];
type Sample = ServiceDetail['history'][number];

/** Samples as columns, in the order of time. */
export function seriesOf(history: readonly Sample[]): LoadSeries {
  const samples = history.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const last = Date.parse(samples.at(-1)?.at ?? '');
  const column = (read: (sample: Sample) => number | null): Values => samples.map(read);
  return {
    time: samples.map(({ at }) => (Date.parse(at) - last) / 1000),
    ttft: column(({ ttft }) => ttft?.mean ?? null),
    ttftP95: column(({ ttft }) => ttft?.p95 ?? null),
    tokenTime: column(({ tokenTime }) => tokenTime?.mean ?? null),
    tokenTimeP95: column(({ tokenTime }) => tokenTime?.p95 ?? null),
    queue: column(({ queue }) => queue),
    running: column(({ running }) => running),
    kvUse: column(({ kvUse }) => kvUse),
    tokensPerSecond: column(({ tokensPerSecond }) => tokensPerSecond),
    ready: column(({ ready }) => ready),
    wanted: column(({ wanted }) => wanted),
  };
}

/** Whether a column has nothing to draw. */
export function isEmpty(values: Values): boolean {
  return values.every((value) => value === null);
}
