import type { LogEntry } from '@gigafactory/core/api';

/** A line as it is shown. */
export interface LogLine {
  /** Counts from 1, from the first line that was read. */
  readonly number: number;
  readonly at: string;
  readonly rank: number;
  readonly attempt: number;
  readonly text: string;
}

/** The newest lines, and how many before them were left out. */
export interface LogView {
  readonly lines: readonly LogLine[];
  readonly before: number;
}

/** Kept at most; the log itself is on disk. */
const [MOST_LINES, MOST_CHARACTERS] = [5_000, 4_000_000];
/** Of one line; a line of a megabyte is nothing that anybody reads in a page. */
const LONGEST = 2_000;

/** The newest lines of a log, however fast it grows. */
export class LogWindow {
  #lines: LogLine[] = [];
  #characters = 0;
  #read = 0;

  add(entry: LogEntry): void {
    const { at, rank, attempt } = entry;
    const text = showLine(entry.text);
    this.#lines.push({ number: ++this.#read, at, rank, attempt, text });
    this.#characters += text.length;
    // Dropped in lumps: each costs a copy of what is left.
    if (this.#lines.length > 1.2 * MOST_LINES || this.#characters > MOST_CHARACTERS) this.#drop();
  }

  view(): LogView {
    const lines = this.#lines.slice(-MOST_LINES);
    return { lines, before: this.#read - lines.length };
  }

  #drop(): void {
    let from = Math.max(0, this.#lines.length - MOST_LINES);
    for (const { text } of this.#lines.slice(0, from)) this.#characters -= text.length;
    while (this.#characters > 0.8 * MOST_CHARACTERS)
      this.#characters -= this.#lines[from++]!.text.length;
    this.#lines = this.#lines.slice(from);
  }
}

/**
 * A line with what a terminal would obey made visible: control characters as their pictures (`␛`), and marks
 * that turn the direction of a text as their code. Too long a line is cut, and says so.
 */
export function showLine(text: string): string {
  const cut =
    text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
  return cut.replace(HIDDEN, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    if (code === 9) return '\t';
    if (code < 32) return String.fromCodePoint(0x2400 + code);
    if (code === 127) return '␡';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** Control characters of both sets, and marks of direction and of line ends. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
