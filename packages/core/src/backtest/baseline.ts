import { median } from '../base/index.ts';
import type { Observation, Predictions } from './observation.ts';
import { groupBy } from './statistics.ts';

type Row = Pick<
  Observation,
  'source' | 'gpu' | 'gpus' | 'precision' | 'peak' | 'tokens' | 'flopPerToken' | 'measured'
>;

/** Groupings from most alike to everything; the first for which another source has rows is used. */
const LIKENESS: readonly ((row: Row) => string)[] = [
  ({ gpu, precision }) => JSON.stringify([gpu, precision]),
  ({ gpu }) => gpu,
  () => '',
];

/**
 * A prediction without a model: the typical MFU of the GPU and precision in the other sources, each source
 * counting once. Out of sample, like `predictNewSource`.
 */
export function predictConstantMfu(rows: readonly Row[]): Predictions {
  const levels = LIKENESS.map((keyOf) => ({
    keyOf,
    sources: new Map(
      [...groupBy(rows, keyOf)].map(([key, of]) => [
        key,
        [...groupBy(of, ({ source }) => source)].map(([source, its]) => ({
          source,
          mfu: median(its.map(mfuOf)),
        })),
      ]),
    ),
  }));
  const known = new Map<string, number | undefined>();
  return rows.map((row) => {
    const key = JSON.stringify([row.source, row.gpu, row.precision]);
    if (!known.has(key)) {
      const others = levels
        .map(({ keyOf, sources }) =>
          sources.get(keyOf(row))!.filter(({ source }) => source !== row.source),
        )
        .find(({ length }) => length > 0);
      known.set(key, others && median(others.map(({ mfu }) => mfu)));
    }
    const mfu = known.get(key);
    return mfu && workOf(row) / (row.gpus * row.peak * mfu);
  });
}

function mfuOf(row: Row): number {
  return workOf(row) / (row.measured * row.gpus * row.peak);
}

/** FLOP of a step. */
function workOf({ tokens, flopPerToken }: Row): number {
  return tokens * flopPerToken;
}
