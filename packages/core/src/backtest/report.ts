import type { Assessment, OutOfSample } from './assessment.ts';
import type { Stratum } from './strata.ts';

/** One row of a file of measured training runs, compared with the model. */
export interface BacktestRow {
  readonly id: string;
  readonly source: string;
  readonly stack: string;
  readonly strata?: readonly Stratum[];
  /** s; absent if no step time follows from what the row measures. */
  readonly measured?: number;
  /** From the model alone, before the factor of the stack, s. */
  readonly modelled?: number;
  /** With the shipped factor of the stack, s. */
  readonly predicted?: number;
  /** (predicted - measured) / measured. */
  readonly error?: number;
  /** Ends of the interval that holds 95 of 100 measured times of such software, s. */
  readonly low95?: number;
  readonly high95?: number;
  /** Absent where no other source was predicted. */
  readonly outOfSample?: OutOfSample;
  readonly skippedReason?: string;
  /** Why the prediction lies outside what was measured of kernels. */
  readonly extrapolated?: readonly string[];
  /** What the row does not state and was filled in. */
  readonly assumptions?: readonly string[];
}

export interface BacktestReport extends Assessment {
  /** In the order of the input. */
  readonly rows: readonly BacktestRow[];
  /** Ids of the rows that were not predicted, by reason. */
  readonly skipped: Readonly<Record<string, readonly string[]>>;
}
