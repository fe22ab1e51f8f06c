/**
 * What every fit shares: reading the measured kernel times, a robust search for constants, and
 * residuals. Plain JavaScript, so that Node 20 runs it without a build step of its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The folder of measured kernel times: first argument, or GIGAFACTORY_KERNEL_DATA. */
function dataFolder() {
  const folder = process.argv[2] ?? process.env.GIGAFACTORY_KERNEL_DATA;
  if (!folder) throw new Error('give the folder of kernel measurements as the first argument');
  return folder;
}

/**
 * Rows of a gzipped CSV file without quoted fields; a column that is a number in all rows is one.
 * @param {string} name file name below the data folder
 * @returns {Record<string, string | number>[]}
 */
export function readRows(name) {
  const text = gunzipSync(readFileSync(join(dataFolder(), name))).toString('utf8');
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, numberOrText(cells[i])]));
  });
}

function numberOrText(cell) {
  const value = Number(cell);
  return cell !== '' && Number.isFinite(value) ? value : cell;
}

/**
 * Nelder-Mead over the logarithms of positive constants, restarted until it stops improving:
 * deterministic and free of derivatives, which the ceilings in the kernel models do not have.
 * @param {Record<string, number>} start positive first guesses
 * @param {(constants: Record<string, number>) => number} loss
 */
export function search(start, loss, { rounds = 4, steps = 400 } = {}) {
  const names = Object.keys(start);
  const toConstants = (x) => Object.fromEntries(names.map((name, i) => [name, Math.exp(x[i])]));
  const cost = (x) => loss(toConstants(x));
  let best = names.map((name) => Math.log(start[name]));
  for (let round = 0; round < rounds; round++) best = nelderMead(best, cost, steps);
  return toConstants(best);
}

function nelderMead(start, cost, steps) {
  const simplex = [start, ...start.map((_, i) => start.map((v, j) => (i === j ? v + 0.3 : v)))];
  const points = simplex.map((x) => ({ x, y: cost(x) }));
  for (let step = 0; step < steps; step++) {
    points.sort((a, b) => a.y - b.y);
    const worst = points.at(-1);
    if (worst.y - points[0].y < 1e-7) break;
    const centre = start.map((_, i) => mean(points.slice(0, -1).map((p) => p.x[i])));
    const along = (factor) => {
      const x = centre.map((c, i) => c + factor * (worst.x[i] - c));
      return { x, y: cost(x) };
    };
    const reflected = along(-1);
    if (reflected.y < points[0].y) {
      const expanded = along(-2);
      points[points.length - 1] = expanded.y < reflected.y ? expanded : reflected;
    } else if (reflected.y < points.at(-2).y) {
      points[points.length - 1] = reflected;
    } else {
      const contracted = along(reflected.y < worst.y ? -0.5 : 0.5);
      if (contracted.y < Math.min(worst.y, reflected.y)) points[points.length - 1] = contracted;
      else shrink(points, cost);
    }
  }
  points.sort((a, b) => a.y - b.y);
  return points[0].x;
}

function shrink(points, cost) {
  for (let i = 1; i < points.length; i++) {
    const x = points[i].x.map((v, j) => (v + points[0].x[j]) / 2);
    points[i] = { x, y: cost(x) };
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * How far predictions are from measurements, relative to the measurement.
 * @param {{ predicted: number, measured: number }[]} pairs
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

/** Four significant digits: more would pretend. */
export function rounded(constants) {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
}

/** Smallest and largest value of a column. */
export function span(values) {
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
  };
}

/** Mean |ln(predicted / measured)|: symmetric, and outliers count once. */
export function logError(rows, predict) {
  return mean(rows.map((row) => Math.abs(Math.log(predict(row) / row.time))));
}

/** Residuals of `{ time }` rows under a prediction. */
export function residualsOf(rows, predict) {
  return residuals(rows.map((row) => ({ predicted: predict(row), measured: row.time })));
}

/** Every `step`-th row: the tables are denser than a handful of constants needs. */
export function thinned(rows, step) {
  return rows.filter((_, i) => i % step === 0);
}

/** The measured GPUs, by their name in the tables. */
export const GPUS = { a100: 'a100_sxm', h100: 'h100_sxm', b200: 'b200_sxm', gb200: 'gb200' };
