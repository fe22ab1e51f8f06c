// @ts-check
/** The one factor of each software stack, as `scripts/fit/stacks.mjs` writes it and a test finds it again. */

/** @typedef {import('@gigafactory/core/backtest').FactorTable} FactorTable */
/** @typedef {{ stack: string, measured: number, modelled: number }} Row */
/** @typedef {{ stack: string, value: number, range: [number, number], rows: number, sources: number }} Found */

/** From so many rows on a stack speaks for itself. */
const ENOUGH_ROWS = 5;
/** Shares of its rows between which the range of a stack lies. */
const ENDS = /** @type {const} */ ([0.05, 0.95]);
const DIGITS = 4;

/**
 * Measured over modelled step time by stack, rounded: the geometric mean of the median over sources and
 * the median over rows where these are enough, else drawn to the others.
 * @param {readonly string[]} stacks
 * @param {readonly Row[]} rows
 * @param {FactorTable} table
 * @returns {Found[]}
 */
export function stackFactors(stacks, rows, table) {
  return stacks.map((stack) => {
    const found = table.stacks.get(stack);
    const ratios = rows
      .filter((row) => row.stack === stack)
      .map((row) => row.measured / row.modelled)
      .sort((a, b) => a - b);
    const middle = quantile(ratios, 0.5);
    const value =
      found && middle && found.rows >= ENOUGH_ROWS
        ? Math.sqrt(found.own * middle)
        : (found?.factor ?? table.global);
    const [low, high] = ENDS.map((share) => quantile(ratios, share));
    return {
      stack,
      value: round(value),
      range: [round(Math.min(value, low ?? value)), round(Math.max(value, high ?? value))],
      rows: ratios.length,
      sources: found?.sources ?? 0,
    };
  });
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(DIGITS));
}
