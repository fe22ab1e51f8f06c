import type { BacktestReport, BacktestRow } from '@gigafactory/core/backtest';
import { toCsv } from '../text/csv.ts';

type Cell = string | number | undefined;

/** The columns and their cells; new ones go at the end, where they break no reader. */
const COLUMNS: readonly (readonly [name: string, cell: (row: BacktestRow) => Cell])[] = [
  ['id', ({ id }) => id],
  ['source', ({ source }) => source],
  ['measured_step_s', ({ measured }) => measured],
  ['predicted_step_s', ({ predicted }) => predicted],
  ['error_pct', ({ error }) => percent(error)],
  ['skipped_reason', ({ skippedReason }) => skippedReason],
  ['stack', ({ stack }) => stack],
  ['strata', ({ strata }) => strata?.join(' ')],
  ['modelled_step_s', ({ modelled }) => modelled],
  ['predicted_out_of_sample_step_s', ({ outOfSample }) => outOfSample?.predicted],
  ['error_out_of_sample_pct', ({ outOfSample }) => percent(outOfSample?.error)],
  ['low95_step_s', ({ low95 }) => low95],
  ['high95_step_s', ({ high95 }) => high95],
  ['extrapolated', ({ extrapolated }) => extrapolated?.join(' ')],
  ['assumptions', ({ assumptions }) => assumptions?.join('; ')],
];

/** Every row of the report in the order of the input, as CSV (RFC 4180, with plain line ends). */
export function toBacktestCsv({ rows }: Pick<BacktestReport, 'rows'>): string {
  const lines = rows.map((row) => COLUMNS.map(([, cell]) => text(cell(row))));
  return toCsv([COLUMNS.map(([name]) => name), ...lines]);
}

function percent(ratio: number | undefined): number | undefined {
  return ratio === undefined ? undefined : ratio * 100;
}

/** Six significant digits: more than any measurement has. */
function text(cell: Cell): string {
  return typeof cell === 'number' ? String(Number(cell.toPrecision(6))) : (cell ?? '');
}
