import { exp, ln } from '../base/index.ts';
import type { ErrorInterval, IntervalTable } from '../facts/index.ts';
import { predictNewSource } from './cross-validation.ts';
import type { Observation, Predictions } from './observation.ts';
import { groupBy, sourceWeights, weightedMean, weightedQuantile } from './statistics.ts';
import { STRATUM_NAMES, type Stratum, strataOf } from './strata.ts';

/** A stratum with fewer rows says too little about its tails, and gets the interval of all. */
const LEAST_ROWS = 30;
const LEAST_SOURCES = 4;

/** How often measured times lay in intervals estimated without their source, as shares. */
export interface Coverage {
  readonly rows: number;
  readonly within80: number;
  readonly within95: number;
  /** Every source counting once. */
  readonly sourcesEqual: { readonly within80: number; readonly within95: number };
}

export interface Calibration {
  /** For each row, in order: the interval from the other sources, as ratios. */
  readonly ofRows: readonly (ErrorInterval | undefined)[];
  readonly all: Coverage;
  readonly strata: Readonly<Partial<Record<Stratum, Coverage>>>;
}

/**
 * Prediction intervals as ratios of measured to predicted time: quantiles over unseen sources, each source
 * counting once, for each stratum with enough rows and for all rows.
 *
 * @param predictions out of sample
 * @returns undefined if nothing was predicted
 */
export function intervalsOf(
  rows: readonly Observation[],
  predictions: Predictions,
): IntervalTable<Stratum> | undefined {
  const residuals = rows.flatMap((row, index) => {
    const predicted = predictions[index];
    if (predicted === undefined) return [];
    return [{ source: row.source, strata: strataOf(row), log: ln(row.measured / predicted) }];
  });
  if (residuals.length === 0) return undefined;
  const strata: Partial<Record<Stratum, ErrorInterval>> = {};
  for (const name of STRATUM_NAMES) {
    const of = residuals.filter((residual) => residual.strata.includes(name));
    if (of.length >= LEAST_ROWS && countSources(of) >= LEAST_SOURCES) strata[name] = intervalOf(of);
  }
  return { all: intervalOf(residuals), strata };
}

/** The interval of a run: the widest of its strata's intervals, or that of all runs. */
export function widestInterval<Name extends string>(
  table: IntervalTable<Name>,
  strata: readonly Name[],
): ErrorInterval {
  const own = strata.flatMap((name) => table.strata[name] ?? []);
  const width = ({ within95: { low, high } }: ErrorInterval) => high / low;
  return own.sort((a, b) => width(b) - width(a))[0] ?? table.all;
}

/**
 * Leaves out each source in turn, estimates factors and intervals from the others alone, and counts how often
 * its measured times lie in them.
 */
export function calibrate(rows: readonly Observation[], predictions: Predictions): Calibration {
  const ofSource = new Map(
    [...groupBy(rows, ({ source }) => source).keys()].map((source) => {
      const others = rows.filter((row) => row.source !== source);
      return [source, intervalsOf(others, predictNewSource(others))];
    }),
  );
  const ofRows = rows.map((row) => {
    const table = ofSource.get(row.source);
    return table && widestInterval(table, strataOf(row));
  });
  const hits = rows.flatMap((row, index) => {
    const [interval, predicted] = [ofRows[index], predictions[index]];
    if (!interval || predicted === undefined) return [];
    const ratio = row.measured / predicted;
    const inside = ({ low, high }: { low: number; high: number }) => low <= ratio && ratio <= high;
    const { within80, within95 } = interval;
    return [{ row, within80: inside(within80), within95: inside(within95) }];
  });
  const strata: Partial<Record<Stratum, Coverage>> = {};
  for (const name of STRATUM_NAMES) {
    const of = hits.filter(({ row }) => strataOf(row).includes(name));
    if (of.length > 0) strata[name] = coverageOf(of);
  }
  return { ofRows, all: coverageOf(hits), strata };
}

function intervalOf(
  residuals: readonly { readonly source: string; readonly log: number }[],
): ErrorInterval {
  const weights = sourceWeights(residuals);
  const items = residuals.map(({ log }, index) => ({ value: log, weight: weights[index]! }));
  const at = (share: number) => exp(weightedQuantile(items, share));
  return {
    rows: residuals.length,
    sources: countSources(residuals),
    within80: { low: at(0.1), high: at(0.9) },
    within95: { low: at(0.025), high: at(0.975) },
  };
}

function countSources(rows: readonly { readonly source: string }[]): number {
  return new Set(rows.map(({ source }) => source)).size;
}

interface Hit {
  readonly row: { readonly source: string };
  readonly within80: boolean;
  readonly within95: boolean;
}

function coverageOf(hits: readonly Hit[]): Coverage {
  const weights = sourceWeights(hits.map(({ row }) => row));
  const share = (of: 'within80' | 'within95', weigh: (index: number) => number) =>
    hits.length === 0
      ? 0
      : weightedMean(hits.map((hit, index) => ({ value: Number(hit[of]), weight: weigh(index) })));
  return {
    rows: hits.length,
    within80: share('within80', () => 1),
    within95: share('within95', () => 1),
    sourcesEqual: {
      within80: share('within80', (index) => weights[index]!),
      within95: share('within95', (index) => weights[index]!),
    },
  };
}
