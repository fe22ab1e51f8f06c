/** Width of everything printed: fits a narrow terminal beside an editor. */
export const WIDTH = 100;

const NO_BREAK = '\u00a0';

/** The text with spaces that `wrap` does not break at. */
export function together(text: string): string {
  return text.replaceAll(' ', NO_BREAK);
}

/** Breaks a text at its spaces into lines of at most `width`; a longer word keeps its own line. */
export function wrap(text: string, width = WIDTH): string[] {
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

/** `label` in a column of its own, the text wrapped beside it. */
export function hang(label: string, text: string, column: number, width = WIDTH): string[] {
  return wrap(text, width - column).map((line, index) =>
    `${(index === 0 ? label : '').padEnd(column)}${line}`.trimEnd(),
  );
}
