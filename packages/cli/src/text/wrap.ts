/** Width of output to a file or a pipe: fits a narrow terminal next to an editor. */
export const WIDTH = 100;
/** A terminal's width is respected between these: below, tables fall apart; above, lines are hard to read. */
const LEAST_WIDTH = 40;
const MOST_WIDTH = 160;

/**
 * The width to print in for a terminal with `columns` columns; the default if there is no terminal or it
 * reports 0.
 */
export function widthFor(columns: number | undefined): number {
  return columns ? Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, columns)) : WIDTH;
}

const NO_BREAK = '\u00a0';

/** The text with spaces at which `wrap` does not break. */
export function together(text: string): string {
  return text.replaceAll(' ', NO_BREAK);
}

/** Breaks a text at its spaces into lines of at most `width`; a longer word keeps its own line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n]+/)) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => each.replaceAll(NO_BREAK, ' '));
}

/** A sentence or more, a little indented. */
export function paragraph(text: string, width: number): string[] {
  return hang('', text, 2, width);
}

/** `label` in its own column, with the text wrapped next to it. */
export function hang(label: string, text: string, column: number, width: number): string[] {
  return wrap(text, width - column).map((line, index) =>
    `${(index === 0 ? label : '').padEnd(column)}${line}`.trimEnd(),
  );
}
