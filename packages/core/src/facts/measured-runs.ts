// Written by scripts/write-backtest.mjs: run it again instead of editing.

/** The published training runs of the backtest that the model predicts. */
export const MEASURED_RUNS = {
  rows: 817,
  sources: 25,
  /** GPUs of the largest of them. */
  mostGpus: 16384,
} as const;
