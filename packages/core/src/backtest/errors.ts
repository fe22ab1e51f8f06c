import type { Predictions } from './observation.ts';
import { sourceWeights, type Weighted, weightedMean, weightedQuantile } from './statistics.ts';

/** Errors as ratios: 0.1 is 10 %. The error of a row is (predicted - measured) / measured. */
export interface ErrorMeasures {
  /** Mean absolute error. */
  readonly mape: number;
  /** Median and 90th percentile of the absolute error. */
  readonly median: number;
  readonly p90: number;
  /** Mean signed error: negative if we predict steps to be shorter than they were. */
  readonly bias: number;
}

/** Errors over a group of rows, every row counting once; all 0 for no rows. */
export interface ErrorSummary extends ErrorMeasures {
  readonly rows: number;
  readonly sources: number;
  /** The same with every source counting once, however many rows it has. */
  readonly sourcesEqual: ErrorMeasures;
}

const NONE: ErrorMeasures = { mape: 0, median: 0, p90: 0, bias: 0 };

/** Summarises the errors of the rows that have a prediction. */
export function summarise(
  rows: readonly { readonly source: string; readonly measured: number }[],
  predictions: Predictions,
): ErrorSummary {
  const errors = rows.flatMap(({ source, measured }, index) => {
    const predicted = predictions[index];
    return predicted === undefined ? [] : [{ source, error: predicted / measured - 1 }];
  });
  if (errors.length === 0) return { rows: 0, sources: 0, ...NONE, sourcesEqual: NONE };
  const weights = sourceWeights(errors);
  return {
    rows: errors.length,
    sources: new Set(errors.map(({ source }) => source)).size,
    ...measure(errors.map(({ error }) => ({ value: error, weight: 1 }))),
    sourcesEqual: measure(errors.map(({ error }, i) => ({ value: error, weight: weights[i]! }))),
  };
}

function measure(errors: readonly Weighted[]): ErrorMeasures {
  const sizes = errors.map(({ value, weight }) => ({ value: Math.abs(value), weight }));
  return {
    mape: weightedMean(sizes),
    median: weightedQuantile(sizes, 0.5),
    p90: weightedQuantile(sizes, 0.9),
    bias: weightedMean(errors),
  };
}
