import type { Assessment, OutOfSample } from './assessment.ts';
import type { Stratum } from './strata.ts';

/** One row of a file of measured training runs, held against the model. */
export interface BacktestRow {
  readonly id: string;
  readonly source: string;
  readonly stack: string;
  readonly strata?: readonly Stratum[];
  /** s; absent when the row measures something that no step time follows from. */
  readonly measured?: number;
  /** By physics alone, s. */
  readonly modelled?: number;
  /** With the factor of the stack that ships, s. */
  readonly predicted?: number;
  /** (predicted - measured) / measured. */
  readonly error?: number;
  /** Absent where no other source was predicted. */
  readonly outOfSample?: OutOfSample;
  readonly skippedReason?: string;
  /** Why the prediction leaves what was measured of kernels. */
  readonly extrapolated?: readonly string[];
  /** What the row does not say and was filled in. */
  readonly assumptions?: readonly string[];
}

export interface BacktestReport extends Assessment {
  /** In the order of the input. */
  readonly rows: readonly BacktestRow[];
  /** Ids of the rows that were not predicted, by reason. */
  readonly skipped: Readonly<Record<string, readonly string[]>>;
}
