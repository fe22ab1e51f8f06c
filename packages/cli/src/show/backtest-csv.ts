import type { BacktestReport } from '@gigafactory/core/plan';

const COLUMNS = 'id,source,measured_step_s,predicted_step_s,error_pct,skipped_reason';

/** Every row of the report in the order of the input, as CSV (RFC 4180, with plain line ends). */
export function toBacktestCsv({ rows }: BacktestReport): string {
  const lines = rows.map(({ id, source, measured, predicted, error, skippedReason }) =>
    [
      id,
      source,
      number(measured),
      number(predicted),
      number(error === undefined ? undefined : error * 100),
      skippedReason ?? '',
    ]
      .map(quoted)
      .join(','),
  );
  return `${[COLUMNS, ...lines].join('\n')}\n`;
}

/** Six significant digits: more than anybody measures. */
function number(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(6)));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
