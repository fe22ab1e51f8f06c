/** Which rows of a long list are in view: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The rows to render for a list scrolled by `top` in a frame `height` high, a few more around them. */
export function rowsInView(
  count: number,
  rowHeight: number,
  top: number,
  height: number,
  around = 6,
): RowWindow {
  const first = Math.max(0, Math.floor(top / rowHeight) - around);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + around);
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.max(end, 0) };
}

/** Where to scroll so that a row is in view; unchanged if it is. */
export function scrollToRow(row: number, rowHeight: number, top: number, height: number): number {
  const above = row * rowHeight;
  if (above < top) return above;
  return above + rowHeight > top + height ? above + rowHeight - height : top;
}
