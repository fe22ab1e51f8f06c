// @ts-check
/** The facts file on the runs of the backtest: packages/core/src/facts/measured-runs.ts. */

/** @typedef {import('@gigafactory/core/backtest').BacktestReport} Report */

/**
 * @param {Report} report
 * @returns {string} TypeScript, formatted.
 */
export function measuredRunsFacts({ all, bySource, mostGpus }) {
  return `// Written by scripts/write-backtest.mjs: run it again instead of editing.

/** The published training runs of the backtest that the model predicts. */
export const MEASURED_RUNS = {
  rows: ${all.inSample.rows},
  sources: ${Object.values(bySource).filter(({ inSample }) => inSample.rows > 0).length},
  /** GPUs of the largest of them. */
  mostGpus: ${mostGpus},
} as const;
`;
}
