// @ts-check
/** The facts file of how wrong the step time is: packages/core/src/facts/training-error.ts. */

/** @typedef {import('@gigafactory/core/backtest').BacktestReport} Report */
/** @typedef {import('@gigafactory/core/facts').ErrorInterval} ErrorInterval */
/** @typedef {import('@gigafactory/core/facts').RatioInterval} RatioInterval */

/** Day of the last change of the table of measured runs. */
const AS_OF = '2026-11-23';
const DIGITS = 4;

/**
 * @param {Report} report
 * @returns {string} TypeScript, formatted.
 */
export function trainingErrorFacts({ intervals, mostGpus }) {
  if (!intervals) throw new Error('no source was predicted without its own rows');
  const strata = Object.entries(intervals.strata).map(
    ([name, interval]) => `    ${name}: ${literal(interval, '    ')},`,
  );
  return `// Written by scripts/write-backtest.mjs: run it again instead of editing.
import type { Source } from '../base/index.ts';
import type { IntervalTable } from './error-interval.ts';

/** Measured over predicted step time of published runs, out of sample, by stratum of the backtest. */
export const TRAINING_ERROR = {
  provenance: 'measured',
  source: {
    title: 'Backtest against ${intervals.all.rows} published training runs of ${intervals.all.sources} sources',
    locator: 'validation/training-runs; docs/backtest.md',
  },
  asOf: '${AS_OF}',
  /** GPUs of the largest of these runs. */
  mostGpus: ${mostGpus},
  all: ${literal(intervals.all, '  ')},
  strata: {
${strata.join('\n')}
  },
} as const satisfies IntervalTable & {
  readonly provenance: 'measured';
  readonly source: Source;
  readonly asOf: string;
  readonly mostGpus: number;
};
`;
}

/**
 * @param {ErrorInterval} interval
 * @param {string} indent
 */
function literal({ rows, sources, within80, within95 }, indent) {
  return `{
${indent}  rows: ${rows},
${indent}  sources: ${sources},
${indent}  within80: ${ratios(within80)},
${indent}  within95: ${ratios(within95)},
${indent}}`;
}

/** @param {RatioInterval} interval */
function ratios({ low, high }) {
  return `{ low: ${round(low)}, high: ${round(high)} }`;
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(DIGITS));
}
