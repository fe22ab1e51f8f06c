// @ts-check
/** The facts file on the runs of the backtest: packages/core/src/facts/measured-runs.ts. */

/** @typedef {import('@gigafactory/core/backtest').BacktestReport} Report */

/**
 * @param {Report} report
 * @returns {string} TypeScript, formatted.
 */
export function measuredRunsFacts({ mostGpus }) {
  return `// Written by scripts/write-backtest.mjs: run it again instead of editing.

/** GPUs of the largest published training run that the model was compared with. */
export const MOST_MEASURED_GPUS = ${mostGpus};
`;
}
