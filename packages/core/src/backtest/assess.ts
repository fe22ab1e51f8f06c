import type { Assessment, Comparison, OutOfSample, StackReport } from './assessment.ts';
import { predictConstantMfu } from './baseline.ts';
import { coverageOf } from './coverage.ts';
import { predictKnownSource, predictNewSource } from './cross-validation.ts';
import { summarise } from './errors.ts';
import { estimateFactors, type FactorTable } from './factors.ts';
import type { Observation, Predictions } from './observation.ts';
import { rankQuality } from './rank-quality.ts';
import { groupBy } from './statistics.ts';
import { STRATUM_NAMES, type Stratum, strataOf } from './strata.ts';

export interface Assessed {
  readonly assessment: Assessment;
  /** For each observation, in order. */
  readonly outOfSample: readonly (OutOfSample | undefined)[];
}

type Ways = Readonly<Record<keyof Comparison, Predictions>>;

/**
 * Errors in and out of sample, factors, coverage and rank quality of a set of observations. It knows
 * nothing of the model behind them.
 *
 * @param factorOf the factor of a stack with which they were predicted
 */
export function assess(
  rows: readonly Observation[],
  factorOf: (stack: string) => number,
): Assessed {
  const newSource = predictNewSource(rows);
  const ways: Ways = {
    newSource,
    knownSource: predictKnownSource(rows),
    inSample: rows.map(({ predicted }) => predicted),
    baseline: predictConstantMfu(rows),
  };
  const factors = estimateFactors(rows);
  return {
    assessment: {
      all: compare(rows, ways, () => true),
      strata: byStratum(rows, ways),
      bySource: by(rows, ways, ({ source }) => source),
      byStack: stacksOf(rows, ways, factors, factorOf),
      ...(factors ? { globalFactor: factors.global } : {}),
      rank: rankQuality(rows),
      coverage: coverageOf(rows),
      extrapolated: countReasons(rows),
      mostGpus: rows.reduce((most, { gpus }) => Math.max(most, gpus), 0),
    },
    outOfSample: rows.map(({ measured }, index) => {
      const predicted = newSource[index];
      if (predicted === undefined) return undefined;
      return { predicted, error: predicted / measured - 1 };
    }),
  };
}

function compare(
  rows: readonly Observation[],
  ways: Ways,
  among: (row: Observation) => boolean,
): Comparison {
  const of = rows.filter(among);
  const summary = (predictions: Predictions) =>
    summarise(
      of,
      predictions.filter((_, index) => among(rows[index]!)),
    );
  return {
    newSource: summary(ways.newSource),
    knownSource: summary(ways.knownSource),
    inSample: summary(ways.inSample),
    baseline: summary(ways.baseline),
  };
}

function byStratum(
  rows: readonly Observation[],
  ways: Ways,
): Readonly<Partial<Record<Stratum, Comparison>>> {
  return Object.fromEntries(
    STRATUM_NAMES.filter((name) => rows.some((row) => strataOf(row).includes(name))).map((name) => [
      name,
      compare(rows, ways, (row) => strataOf(row).includes(name)),
    ]),
  );
}

function by(
  rows: readonly Observation[],
  ways: Ways,
  keyOf: (row: Observation) => string,
): Readonly<Record<string, Comparison>> {
  const keys = groupBy(rows, keyOf).keys();
  return Object.fromEntries(
    [...keys].map((key) => [key, compare(rows, ways, (row) => keyOf(row) === key)]),
  );
}

function stacksOf(
  rows: readonly Observation[],
  ways: Ways,
  factors: FactorTable | undefined,
  factorOf: (stack: string) => number,
): Readonly<Record<string, StackReport>> {
  const errors = by(rows, ways, ({ stack }) => stack);
  return Object.fromEntries(
    [...(factors?.stacks ?? [])].map(([stack, estimate]) => [
      stack,
      { errors: errors[stack]!, factor: factorOf(stack), estimate },
    ]),
  );
}

function countReasons(rows: readonly Observation[]): Readonly<Record<string, number>> {
  const reasons = rows.flatMap(({ extrapolated }) => [...new Set(extrapolated)]);
  const counts = [...groupBy(reasons, (reason) => reason)].map(
    ([reason, of]) => [reason, of.length] as const,
  );
  return Object.fromEntries(counts.sort(([, a], [, b]) => b - a));
}
