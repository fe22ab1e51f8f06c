import type { Coverages } from './coverage.ts';
import type { ErrorSummary } from './errors.ts';
import type { StackFactor } from './factors.ts';
import type { RankQuality } from './rank-quality.ts';
import type { Stratum } from './strata.ts';

/** The prediction of a row with its source excluded from the factors. */
export interface OutOfSample {
  /** s */
  readonly predicted: number;
  /** (predicted - measured) / measured. */
  readonly error: number;
}

/** The same rows, predicted in four ways. */
export interface Comparison {
  /** Out of sample for an unseen source: its rows are excluded from the factors. */
  readonly newSource: ErrorSummary;
  /** Out of sample for a new model of a known source: the rows of that model are excluded. */
  readonly knownSource: ErrorSummary;
  /** With the shipped factors, which were fitted to these rows too. */
  readonly inSample: ErrorSummary;
  /** Without a model: the typical MFU of the GPU and precision in the other sources. */
  readonly baseline: ErrorSummary;
}

export interface StackReport {
  readonly errors: Comparison;
  /** The shipped factor. */
  readonly factor: number;
  /** The estimate from all rows. */
  readonly estimate: StackFactor;
}

/** The result of the backtest for a set of observations, whatever model they come from. */
export interface Assessment {
  /** Over all predicted rows. */
  readonly all: Comparison;
  /** For each stratum that has rows. */
  readonly strata: Readonly<Partial<Record<Stratum, Comparison>>>;
  readonly bySource: Readonly<Record<string, Comparison>>;
  readonly byStack: Readonly<Record<string, StackReport>>;
  /** Factor of a stack that was not measured, from all rows; absent without rows. */
  readonly globalFactor?: number;
  readonly rank: RankQuality;
  /** How often measured times lay within the intervals that planning uses. */
  readonly coverage: Coverages;
  /** How many rows lie outside what was measured of kernels, by reason. */
  readonly extrapolated: Readonly<Record<string, number>>;
  /** GPUs of the largest predicted run. */
  readonly mostGpus: number;
}
