import { csvParseRows } from 'd3-dsv';
import { failed, ok, type Result } from '../base/index.ts';

/** A row, by column. */
export type RunRow = ReadonlyMap<string, string>;

const REQUIRED = ['id', 'source', 'model_key', 'gpu', 'gpus', 'measured_metric', 'measured_value'];
const MOST_CHARACTERS = 50_000_000;
/** Spreadsheets put one before the name of the first column. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The rows of a CSV file of measured runs, by column. */
export function readTable(csv: string): Result<RunRow[]> {
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
