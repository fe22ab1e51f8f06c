import type { IntervalTable } from '../facts/index.ts';
import type { ErrorSummary } from './errors.ts';
import type { StackFactor } from './factors.ts';
import type { Coverage } from './intervals.ts';
import type { RankQuality } from './rank-quality.ts';
import type { Stratum } from './strata.ts';

/** What a row came to when its source had no part in the factors. */
export interface OutOfSample {
  /** s */
  readonly predicted: number;
  /** (predicted - measured) / measured. */
  readonly error: number;
  /** Ends of the interval that holds 95 of 100 measured times, s. */
  readonly low95?: number;
  readonly high95?: number;
}

/** The same rows, predicted in four ways. */
export interface Comparison {
  /** Out of sample, as of a source never seen: its rows had no part in the factors. */
  readonly newSource: ErrorSummary;
  /** Out of sample, as of a new model of a known source: the rows of that model had no part. */
  readonly knownSource: ErrorSummary;
  /** With the factors that ship, in which the rows had their part. */
  readonly inSample: ErrorSummary;
  /** Without a model: the usual MFU of the GPU and precision in the other sources. */
  readonly baseline: ErrorSummary;
}

export interface StackReport {
  readonly errors: Comparison;
  /** The factor that ships. */
  readonly factor: number;
  /** What all rows together say of it. */
  readonly estimate: StackFactor;
}

/** What the backtest says of a set of observations, whatever model they come from. */
export interface Assessment {
  /** Over all predicted rows. */
  readonly all: Comparison;
  /** Of the strata that have rows. */
  readonly strata: Readonly<Partial<Record<Stratum, Comparison>>>;
  readonly bySource: Readonly<Record<string, Comparison>>;
  readonly byStack: Readonly<Record<string, StackReport>>;
  /** Factor of a stack that was not measured, by all rows; absent without rows. */
  readonly globalFactor?: number;
  readonly rank: RankQuality;
  /** Ratios of measured to predicted time; absent with fewer than two sources. */
  readonly intervals?: IntervalTable<Stratum>;
  readonly coverage: {
    readonly all: Coverage;
    readonly strata: Readonly<Partial<Record<Stratum, Coverage>>>;
  };
  /** How many rows leave what was measured of kernels, by reason. */
  readonly extrapolated: Readonly<Record<string, number>>;
  /** GPUs of the largest predicted run. */
  readonly mostGpus: number;
}
