/** One row of a file of measured training runs, held against the model. */
export interface BacktestRow {
  readonly id: string;
  readonly source: string;
  /** s; absent when the row measures something that no step time follows from. */
  readonly measured?: number;
  readonly predicted?: number;
  /** (predicted - measured) / measured. */
  readonly error?: number;
  readonly skippedReason?: string;
  /** What the row does not say and was filled in. */
  readonly assumptions?: readonly string[];
}

/** Errors over a group of rows, as ratios (0.1 is 10 %). */
export interface ErrorSummary {
  readonly rows: number;
  /** Mean absolute error. */
  readonly mape: number;
  /** Median and 90th percentile of the absolute error. */
  readonly median: number;
  readonly p90: number;
  /** Mean signed error. */
  readonly bias: number;
}

export interface BacktestReport {
  readonly rows: readonly BacktestRow[];
  /** Over all predicted rows. */
  readonly all: ErrorSummary;
  /** Mean of the sources' MAPE: each source counts once, however many rows it has. */
  readonly mapeSourcesEqual: number;
  readonly bySource: Readonly<Record<string, ErrorSummary>>;
  readonly skipped: Readonly<Record<string, number>>;
}
