/** A cell of a table of figures; what is missing is empty. */
export type CsvCell = string | number | null | undefined;

/** Rows as CSV (RFC 4180, with plain line ends). */
export function toCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map((cell) => quoted(String(cell ?? ''))).join(',')}\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
