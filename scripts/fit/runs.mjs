/** The measured training runs as jobs and strategies, and how far the model is from them. */
import { readFileSync } from 'node:fs';
import { measuredStepTime, scenarioOfRow } from '../../packages/core/dist/backtest/row.js';
import { stackOfRow } from '../../packages/core/dist/backtest/stack-of-row.js';
import { readTable } from '../../packages/core/dist/backtest/table.js';
import { stepTime } from '../../packages/core/dist/model/index.js';
import { mean } from './lib.mjs';

/**
 * @typedef {ReturnType<typeof scenarios>[number]} Row a measured run as job and strategy
 * @typedef {Partial<NonNullable<Row['job']['constants']>>} Constants of the training model
 */

const TABLE = new URL('../../validation/training-runs/measured.csv', import.meta.url);

/** Every row that can be predicted. */
export function scenarios() {
  const table = readTable(readFileSync(TABLE, 'utf8'));
  if (!table.ok) throw new Error(table.problems.map(({ message }) => message).join('\n'));
  return table.value.flatMap((row) => {
    const scenario = scenarioOfRow(row);
    const measured = measuredStepTime(row, scenario.ok ? scenario.value : undefined);
    if (!scenario.ok || !measured.ok) return [];
    const { stack } = stackOfRow(row);
    return [
      { source: row.get('source') ?? '', stack, measured: measured.value, ...scenario.value },
    ];
  });
}

/**
 * Rows with their modelled time, s, before the stack's factor, under other constants.
 *
 * @param {readonly Row[]} rows
 * @param {Constants} constants
 */
export function modelled(rows, constants) {
  return rows.map(({ job, strategy, ...row }) => {
    const { time, overhead } = stepTime(
      { ...job, constants: { ...job.constants, ...constants } },
      strategy,
    );
    return { ...row, modelled: time - overhead };
  });
}

/**
 * Mean |ln(measured / predicted)| with the best factor of each stack, sources counting once; of a
 * stack in a source its median decides, so that no row is fitted to.
 *
 * @param {readonly Row[]} rows
 * @param {Constants} constants
 */
export function stackErrors(rows, constants) {
  const logs = modelled(rows, constants).map((row) => ({
    ...row,
    log: Math.log(row.measured / row.modelled),
  }));
  const factors = new Map(
    [...groupBy(logs, (row) => row.stack)].map(([stack, of]) => {
      const bySource = [...groupBy(of, (row) => row.source).values()];
      return [stack, median(bySource.map((source) => median(source.map((row) => row.log))))];
    }),
  );
  const sources = [...groupBy(logs, (row) => row.source).values()].map((of) =>
    mean(of.map((row) => Math.min(1, Math.abs(row.log - (factors.get(row.stack) ?? Number.NaN))))),
  );
  return { factors, loss: mean(sources) };
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 */
function groupBy(items, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return mean([sorted[Math.floor(middle)] ?? Number.NaN, sorted[Math.ceil(middle)] ?? Number.NaN]);
}
