import type { Paint, Style } from './paint.ts';
import { wrap } from './wrap.ts';

/** A cell, with a style for the whole of it if it has one. */
export type Cell = string | { readonly text: string; readonly style: Style };

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
const LEAST_ROOM = 24;

/** Rows under their titles, every line indented; the last column takes the remaining width and wraps. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string[] {
  const titles = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }));
  const last = columns.length - 1;
  const all = [titles, ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...all.map((row) => lengthOf(textOf(row[index] ?? '')))),
  );
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, GAP.length);
  const room = Math.max(LEAST_ROOM, paint.width - before);
  widths[last] = Math.min(widths[last]!, room);
  return all.flatMap((row) => {
    const [first = '', ...more] = textOf(row[last] ?? '')
      .split('\n')
      .flatMap((line) => wrap(line, room));
    const cells = [...row.slice(0, last), restyled(row[last] ?? '', first)];
    const line = cells
      .map((cell, index) => set(cell, widths[index]!, columns[index]?.align, paint))
      .join(GAP);
    return [GAP + line, ...more.map((text) => ' '.repeat(before) + text)].map((text) =>
      text.trimEnd(),
    );
  });
}

/** Painted after padding: escapes have no width. */
function set(cell: Cell, width: number, align: Column['align'], paint: Paint): string {
  const text = textOf(cell);
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  const painted = typeof cell === 'string' ? text : paint(cell.style, text);
  return align === 'right' ? space + painted : painted + space;
}

function restyled(cell: Cell, text: string): Cell {
  return typeof cell === 'string' ? text : { ...cell, text };
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** In characters, not in UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
