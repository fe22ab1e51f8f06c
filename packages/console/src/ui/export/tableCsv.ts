import { showDate, unitFactor } from '@gigafactory/core/base';
import { numbersIn } from './cellText.ts';
import { type CsvCell, writeCsv } from './csv.ts';

/** Something that a cell says: its words, or one of its numbers or moments. */
interface Part {
  /** `WORDS`, or which number it is: empty for the only one. */
  readonly name: string;
  readonly value: CsvCell;
  /** `time` of a moment; undefined for words. */
  readonly unit: string | undefined;
}

type Cell = readonly Part[];

const WORDS = 'words';
const TIME = 'time';
/** What has its exact value beside the words that are shown. */
const MEASURED = '[data-value], time[datetime]';
/** What may stand between the numbers of a cell without saying anything. */
const BETWEEN = /^(?:to|and|[\s·,()+–…-])*$/;

/**
 * A table of the page as CSV: what it shows, numbers and their units apart. Quantities that the page knows have every digit,
 * those that it only shows the digits shown; moments are written as RFC 3339 has them. A unit stands in the head, or in a column of its own where rows differ in it. What
 * can only be pressed is left out.
 */
export function tableCsv(table: HTMLTableElement): string {
  const head = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => wordsOf(cleaned(cell)));
  const bodies = [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])];
  const rows = bodies
    .flatMap((body) => [...body.rows])
    .map(({ cells }) => [...cells].flatMap(cellsOf));
  const columns = head.flatMap((name, index) =>
    columnsOf(
      name,
      rows.map((row) => row[index] ?? []),
    ),
  );
  return writeCsv(
    columns.map(({ head: each }) => each),
    rows.map((_, row) => columns.map(({ values }) => values[row] ?? null)),
  );
}

interface CsvColumn {
  readonly head: string;
  readonly values: readonly CsvCell[];
}

/** The columns that a column of the page needs: one for words, one for each number, one for units that differ. */
function columnsOf(name: string, cells: readonly Cell[]): readonly CsvColumn[] {
  const names = [...new Set(cells.flatMap((cell) => cell.map((part) => part.name)))];
  const parts = names.sort((a, b) => Number(b === WORDS) - Number(a === WORDS));
  const isOnly = parts.length === 1;
  return parts.flatMap((part) => {
    const found = cells.map((cell) => cell.find((each) => each.name === part));
    const isWords = part === WORDS;
    const own = isWords || (isOnly && part === '') ? name : `${name}, ${part || kindOf(found)}`;
    return isWords ? [columnOf(own, found)] : withUnits(own, found);
  });
}

function kindOf(found: readonly (Part | undefined)[]): string {
  return found.some((part) => part?.unit === TIME) ? 'time' : 'value';
}

function columnOf(head: string, found: readonly (Part | undefined)[]): CsvColumn {
  return { head, values: found.map((part) => part?.value ?? null) };
}

function withUnits(head: string, found: readonly (Part | undefined)[]): readonly CsvColumn[] {
  const units = new Set(found.flatMap((part) => (part?.unit === undefined ? [] : [part.unit])));
  const [only = ''] = units;
  if (units.size <= 1) return [columnOf(withUnit(head, only), found)];
  const values = found.map((part) => (part?.unit === undefined ? null : plainUnit(part.unit)));
  return [columnOf(head, found), { head: `${head}, unit`, values }];
}

/** A head with its unit behind it, unless there is none: a count, a share, a date. */
export function withUnit(name: string, unit: string): string {
  const plain = plainUnit(unit);
  return plain === '' ? name : `${name} (${plain})`.trim();
}

function plainUnit(unit: string): string {
  return unit === '1' || unit === 'date' || unit === TIME ? '' : unit;
}

/** As many cells as it has columns. */
function cellsOf(cell: HTMLTableCellElement): Cell[] {
  const parts = distinct(partsOf(cell));
  return Array.from({ length: cell.colSpan }, (_, i) => (i === 0 ? parts : []));
}

function partsOf(cell: HTMLTableCellElement): Part[] {
  const rest = cleaned(cell);
  const named = [...rest.querySelectorAll<HTMLElement>('[data-part]')].flatMap((element) => {
    element.remove();
    const { part = '' } = element.dataset;
    const numbers = taken(element);
    const own = numbers.length > 0 ? numbers : wordsIn(element);
    return own.map((each) => ({ ...each, name: each.name || part }));
  });
  const numbers = taken(rest);
  const words = wordsOf(rest);
  const isHead = cell.tagName === 'TH';
  const all = [...numbers, ...named];
  if (BETWEEN.test(words)) return all;
  const shown = isHead || numbers.length > 0 ? undefined : numbersIn(words);
  if (shown)
    return [...shown.map(({ part, value, unit }) => ({ name: part, value, unit })), ...all];
  return [{ name: WORDS, value: words, unit: undefined }, ...all];
}

/** What a part says that has no number. */
function wordsIn(element: HTMLElement): Part[] {
  const value = wordsOf(element);
  return BETWEEN.test(value) ? [] : [{ name: '', value, unit: undefined }];
}

/** The quantities and moments in an element, which are taken out of it. */
function taken(element: HTMLElement): Part[] {
  const all = element.matches(MEASURED)
    ? [element]
    : [...element.querySelectorAll<HTMLElement>(MEASURED)];
  return all.map((each) => {
    each.remove();
    return { name: '', ...quantityOf(each) };
  });
}

/** Each with a name of its own. */
function distinct(parts: readonly Part[]): Part[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part.name) ?? 0) + 1;
    seen.set(part.name, count);
    return count === 1 ? part : { ...part, name: `${part.name} ${count}`.trim() };
  });
}

function quantityOf(element: HTMLElement): Omit<Part, 'name'> {
  if (element instanceof HTMLTimeElement) return { value: element.dateTime, unit: TIME };
  const { dataset } = element;
  const value = Number(dataset['value']);
  const unit = dataset['unit'] ?? '1';
  if (unit === 'date') return { value: showDate(value), unit };
  return { value: trimmed(value / unitFactor(unit)), unit };
}

/** Without the last digits that the division by a factor made up: 0.3 and not 0.30000000000000004. */
function trimmed(value: number): number {
  return Number(value.toPrecision(15));
}

/**
 * A cell apart from marks, from what it was before (`data-beside`), and from what is only there to be pressed; what a row is
 * called may be pressed too.
 */
function cleaned(cell: HTMLTableCellElement): HTMLElement {
  const copy = cell.cloneNode(true) as HTMLElement;
  const pressed = cell.scope === 'row' ? '' : 'button:not([aria-label*=":"]), ';
  for (const part of copy.querySelectorAll(
    `${pressed}abbr, svg, input, label, [data-beside], [aria-hidden="true"]`,
  )) {
    if (!part.querySelector('[data-value]')) part.remove();
  }
  // Set apart by their place on the page, where there is no space between them.
  for (const part of copy.querySelectorAll('small, p, div, li, code')) part.before(' ');
  return copy;
}

/** Two words that only their place sets apart have a space between them. */
function wordsOf(element: HTMLElement): string {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let words = '';
  while (texts.nextNode()) {
    const { data } = texts.currentNode as Text;
    words += /[\p{L}\p{N}%]$/u.test(words) && /^[\p{L}\p{N}]/u.test(data) ? ` ${data}` : data;
  }
  return words.replace(/\s+/g, ' ').trim();
}
