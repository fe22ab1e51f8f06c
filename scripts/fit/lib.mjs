/**
 * What every fit shares: reading the measured kernel times, a robust search for constants, and
 * residuals. Plain JavaScript, so that Node 20 runs it without a separate build step.
 *
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').KernelDtype} KernelDtype
 * @typedef {keyof typeof GPUS} Gpu a GPU whose GEMMs were measured
 * @typedef {{ readonly least: number, readonly most: number }} Span
 *
 * @typedef {object} Residuals relative to the measurement
 * @property {number} rows
 * @property {number} bias
 * @property {number} median
 * @property {number} p90
 * @property {number} worst
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The folder of measured kernel times: first argument, or GIGAFACTORY_KERNEL_DATA. */
function dataFolder() {
  const folder = process.argv[2] ?? process.env['GIGAFACTORY_KERNEL_DATA'];
  if (!folder) throw new Error('give the folder of kernel measurements as the first argument');
  return folder;
}

/**
 * Columns of a gzipped CSV file below the data folder.
 *
 * @template {string} Text
 * @template {string} Count
 * @param {string} name of the file
 * @param {{ readonly texts: readonly Text[], readonly numbers: readonly Count[] }} columns
 */
export function readRows(name, columns) {
  const text = gunzipSync(readFileSync(join(dataFolder(), name))).toString('utf8');
  return parseRows(text, columns);
}

/**
 * Columns of a CSV text without quoted fields; throws where one is not there. A cell of a column of numbers
 * that holds none is NaN.
 *
 * @template {string} Text
 * @template {string} Count
 * @param {string} text
 * @param {{ readonly texts: readonly Text[], readonly numbers: readonly Count[] }} columns
 * @returns {(Record<Text, string> & Record<Count, number>)[]}
 */
export function parseRows(text, { texts, numbers }) {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  const absent = [...texts, ...numbers].filter((column) => !names.includes(column));
  if (absent.length > 0) throw new Error(`there is no column ${absent.join(', ')}`);
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (/** @type {string} */ column) => cells[names.indexOf(column)] ?? '';
    const row = Object.fromEntries([
      ...texts.map((column) => [column, cell(column)]),
      ...numbers.map((column) => [column, cell(column) === '' ? Number.NaN : Number(cell(column))]),
    ]);
    return /** @type {Record<Text, string> & Record<Count, number>} */ (row);
  });
}

/**
 * Nelder-Mead over the logarithms of positive constants, restarted until it stops improving:
 * deterministic and free of derivatives, which the ceilings in the kernel models do not have.
 *
 * @template {object} Constants numbers by name
 * @param {Constants} start positive first guesses
 * @param {(constants: Constants) => number} loss
 * @param {{ rounds?: number, steps?: number }} [effort]
 * @returns {Constants}
 */
export function search(start, loss, { rounds = 4, steps = 400 } = {}) {
  const names = Object.keys(start);
  const toConstants = (/** @type {Vector} */ x) =>
    /** @type {Constants} */ (
      Object.fromEntries(names.map((name, i) => [name, Math.exp(at(x, i))]))
    );
  const cost = (/** @type {Vector} */ x) => loss(toConstants(x));
  /** @type {Vector} */
  let best = Object.values(start).map((value) => Math.log(value));
  for (let round = 0; round < rounds; round++) best = nelderMead(best, cost, steps);
  return toConstants(best);
}

/**
 * @typedef {readonly number[]} Vector
 * @typedef {{ readonly x: Vector, readonly y: number }} Point where, and what it costs there
 *
 * @param {Vector} start
 * @param {(x: Vector) => number} cost
 * @param {number} steps
 */
function nelderMead(start, cost, steps) {
  const simplex = [start, ...start.map((_, i) => start.map((v, j) => (i === j ? v + 0.3 : v)))];
  const points = simplex.map((x) => ({ x, y: cost(x) }));
  for (let step = 0; step < steps; step++) {
    points.sort((a, b) => a.y - b.y);
    const worst = at(points, points.length - 1);
    const least = at(points, 0);
    if (worst.y - least.y < 1e-7) break;
    const centre = start.map((_, i) => mean(points.slice(0, -1).map((p) => at(p.x, i))));
    const along = (/** @type {number} */ factor) => {
      const x = centre.map((c, i) => c + factor * (at(worst.x, i) - c));
      return { x, y: cost(x) };
    };
    const reflected = along(-1);
    if (reflected.y < least.y) {
      const expanded = along(-2);
      points[points.length - 1] = expanded.y < reflected.y ? expanded : reflected;
    } else if (reflected.y < at(points, points.length - 2).y) {
      points[points.length - 1] = reflected;
    } else {
      const contracted = along(reflected.y < worst.y ? -0.5 : 0.5);
      if (contracted.y < Math.min(worst.y, reflected.y)) points[points.length - 1] = contracted;
      else shrink(points, cost);
    }
  }
  points.sort((a, b) => a.y - b.y);
  return at(points, 0).x;
}

/** Draws all points halfway to the best. @param {Point[]} points @param {(x: Vector) => number} cost */
function shrink(points, cost) {
  const best = at(points, 0);
  for (let i = 1; i < points.length; i++) {
    const x = at(points, i).x.map((v, j) => (v + at(best.x, j)) / 2);
    points[i] = { x, y: cost(x) };
  }
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 */
function at(list, index) {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no ${index} of ${list.length}`);
  return found;
}

/** @param {readonly number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of the values lies. @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return at(sorted, Math.min(sorted.length - 1, Math.floor(share * sorted.length)));
}

/**
 * How far predictions are from measurements, relative to the measurement.
 *
 * @param {readonly { predicted: number, measured: number }[]} pairs
 * @returns {Residuals}
 */
function residuals(pairs) {
  const errors = pairs.map((p) => p.predicted / p.measured - 1);
  const absolute = errors.map(Math.abs);
  return {
    rows: pairs.length,
    bias: quantile(errors, 0.5),
    median: quantile(absolute, 0.5),
    p90: quantile(absolute, 0.9),
    worst: quantile(absolute, 1),
  };
}

/**
 * Four significant digits: more would pretend.
 *
 * @template {object} Constants numbers by name
 * @param {Constants} constants
 * @returns {Constants}
 */
export function rounded(constants) {
  const fields = Object.entries(constants).map(([name, value]) => [
    name,
    Number(value.toPrecision(4)),
  ]);
  return /** @type {Constants} */ (Object.fromEntries(fields));
}

/** Smallest and largest value of a column. @param {readonly number[]} values @returns {Span} */
export function span(values) {
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
  };
}

/**
 * Mean |ln(predicted / measured)|: symmetric, and outliers count once.
 *
 * @template {{ readonly time: number }} Row
 * @param {readonly Row[]} rows
 * @param {(row: Row) => number} predict
 */
export function logError(rows, predict) {
  return mean(rows.map((row) => Math.abs(Math.log(predict(row) / row.time))));
}

/**
 * Residuals of rows under a prediction.
 *
 * @template {{ readonly time: number }} Row
 * @param {readonly Row[]} rows
 * @param {(row: Row) => number} predict
 */
export function residualsOf(rows, predict) {
  return residuals(rows.map((row) => ({ predicted: predict(row), measured: row.time })));
}

/**
 * Every `step`-th row: the tables are denser than a handful of constants needs.
 *
 * @template Row
 * @param {readonly Row[]} rows
 * @param {number} step
 */
export function thinned(rows, step) {
  return rows.filter((_, i) => i % step === 0);
}

/** The measured GPUs, by their name in the tables. */
export const GPUS = { a100: 'a100_sxm', h100: 'h100_sxm', b200: 'b200_sxm', gb200: 'gb200' };
