import { csvParseRows } from 'd3-dsv';
import { failed, ok, type Problem, type Result } from '../../base/index.ts';
import { stepTime } from '../../model/index.ts';
import type { BacktestReport, BacktestRow, ErrorSummary } from './report.ts';
import { measuredStepTime, type RunRow, scenarioOfRow } from './row.ts';

const REQUIRED = ['id', 'source', 'model_key', 'gpu', 'gpus', 'measured_metric', 'measured_value'];
const MOST_CHARACTERS = 50_000_000;
/** Spreadsheets put one before the first column's name. */
const BYTE_ORDER_MARK = /^\uFEFF/;

export type Backtesting =
  | { readonly ok: true; readonly value: BacktestReport }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Predicts the step time of every row of a CSV file of measured runs and sums up the errors. A row
 * that cannot be predicted keeps its place, with the reason.
 */
export function backtest(csv: string): Backtesting {
  const table = readTable(csv);
  if (!table.ok) return { ok: false, problems: [table.problem] };
  const rows = table.value.map(backtestRow);
  const predicted = rows.filter((row) => row.error !== undefined);
  const bySource = Object.fromEntries(
    [...groupBy(predicted, (row) => row.source)].map(([source, of]) => [source, summarise(of)]),
  );
  const sources = Object.values(bySource);
  const skipped = groupBy(
    rows.filter((row) => row.skippedReason !== undefined),
    (row) => row.skippedReason!,
  );
  return {
    ok: true,
    value: {
      rows,
      all: summarise(predicted),
      mapeSourcesEqual: mean(sources.map(({ mape }) => mape)),
      bySource,
      skipped: Object.fromEntries([...skipped].map(([reason, of]) => [reason, of.length])),
    },
  };
}

function readTable(csv: string): Result<RunRow[]> {
  if (csv.length > MOST_CHARACTERS) {
    return failed({
      code: 'csv.size',
      message: `The file has ${csv.length} characters, more than the ${MOST_CHARACTERS} that are read.`,
    });
  }
  const [header, ...lines] = csvParseRows(csv.replace(BYTE_ORDER_MARK, ''));
  const missing = REQUIRED.filter((column) => !header?.includes(column));
  if (!header || missing.length > 0) {
    return failed({
      code: 'csv.columns',
      message: `The file lacks the columns ${missing.join(', ')}; see docs/cli.md for what a row needs.`,
    });
  }
  return ok(
    lines.map((cells) => new Map(header.map((column, index) => [column, cells[index] ?? '']))),
  );
}

function backtestRow(row: RunRow): BacktestRow {
  const base = { id: row.get('id') ?? '', source: row.get('source') ?? '' };
  const scenario = scenarioOfRow(row);
  const measured = measuredStepTime(row, scenario.ok ? scenario.value.job : undefined);
  const known = { ...base, ...(measured.ok ? { measured: measured.value } : {}) };
  if (!measured.ok) return { ...known, skippedReason: measured.problem.message };
  if (!scenario.ok) return { ...known, skippedReason: scenario.problem.message };
  const { job, strategy, assumptions } = scenario.value;
  const predicted = stepTime(job, strategy).time;
  const error = (predicted - measured.value) / measured.value;
  return { ...known, predicted, error, ...(assumptions.length > 0 ? { assumptions } : {}) };
}

function summarise(rows: readonly BacktestRow[]): ErrorSummary {
  const errors = rows.map((row) => row.error!);
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    rows: rows.length,
    mape: mean(sizes),
    median: quantile(sizes, 0.5),
    p90: quantile(sizes, 0.9),
    bias: mean(errors),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Linear between the neighbours; of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0;
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
