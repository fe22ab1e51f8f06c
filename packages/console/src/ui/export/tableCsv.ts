import { showDate, unitFactor } from '@gigafactory/core/base';
import { type CsvCell, writeCsv } from './csv.ts';

/** A cell as it is exported: its text, or one quantity in its unit. */
interface Cell {
  readonly value: CsvCell;
  /** Undefined for a text. */
  readonly unit: string | undefined;
}

const NOTHING: Cell = { value: null, unit: undefined };

/**
 * A table of the page as CSV: what it shows, its quantities with every digit, in the units of the heads. A column of several
 * units is followed by one that names them. What can only be pressed is left out.
 */
export function tableCsv(table: HTMLTableElement): string {
  const head = [...(table.tHead?.rows[0]?.cells ?? [])].map(textOf);
  const bodies = [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])];
  const rows = bodies
    .flatMap((body) => [...body.rows])
    .map(({ cells }) => [...cells].flatMap(cellsOf));
  const columns = head
    .map((name, index) =>
      columnOf(
        name,
        rows.map((row) => row[index] ?? NOTHING),
      ),
    )
    .filter(({ isEmpty }) => !isEmpty);
  return writeCsv(
    columns.flatMap(({ heads }) => heads),
    rows.map((_, row) => columns.flatMap(({ cells }) => cells[row] ?? [])),
  );
}

function columnOf(name: string, column: readonly Cell[]) {
  const units = new Set(column.flatMap(({ unit }) => (unit === undefined ? [] : [unit])));
  const [only = ''] = units;
  const isMixed = units.size > 1;
  return {
    isEmpty: column.every(({ value }) => value === null || value === ''),
    heads: isMixed ? [name, `${name}, unit`] : [withUnit(name, only)],
    cells: column.map(({ value, unit = '' }) => (isMixed ? [value, plainUnit(unit)] : [value])),
  };
}

/** A head with its unit behind it, unless there is none: a count, a share, a date. */
export function withUnit(name: string, unit: string): string {
  const plain = plainUnit(unit);
  return plain === '' ? name : `${name} (${plain})`.trim();
}

function plainUnit(unit: string): string {
  return unit === '1' || unit === 'date' ? '' : unit;
}

/** As many cells as it has columns. */
function cellsOf(cell: HTMLTableCellElement): Cell[] {
  const [first, ...others] = cell.querySelectorAll<HTMLElement>('[data-value]');
  const isOne = first !== undefined && others.length === 0 && wordsOf(cell) === wordsOf(first);
  const content = isOne ? quantityOf(first) : { value: textOf(cell), unit: undefined };
  return Array.from({ length: cell.colSpan }, (_, i) => (i === 0 ? content : NOTHING));
}

function quantityOf({ dataset }: HTMLElement): Cell {
  const value = Number(dataset['value']);
  const unit = dataset['unit'] ?? '1';
  if (unit === 'date') return { value: showDate(value), unit };
  return { value: trimmed(value / unitFactor(unit)), unit };
}

/** Without the last digits that the division by a factor made up: 0.3 and not 0.30000000000000004. */
function trimmed(value: number): number {
  return Number(value.toPrecision(15));
}

/** What a cell says, apart from marks, from what it was before (`data-beside`) and what is only there to be pressed. */
function textOf(cell: HTMLElement): string {
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll(
    'button:not([aria-label*=":"]), abbr, svg, input, [data-beside]',
  )) {
    if (!part.querySelector('[data-value]')) part.remove();
  }
  return copy.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

function wordsOf(element: HTMLElement): string {
  return textOf(element).replaceAll(' ', '');
}
