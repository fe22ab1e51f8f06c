import { placeOf, refuse } from '../fault.ts';
import type { MermaidText } from './label.ts';

/** Reads a flowchart from left to right by patterns that begin where it stands. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What a sticky pattern matches here, and goes on behind it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Whether this comes next; goes on behind it if so. */
  takeMark(mark: string): boolean {
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  /** The rest of the statement: up to the end of its line or to a semicolon. */
  skipStatement(): void {
    this.take(/[^\n;]*/y);
  }

  /** A text in double quotes, whose first one comes next. */
  takeString(): MermaidText {
    const start = this.at;
    const isMarkdown = this.text.startsWith('"`', start);
    const from = start + (isMarkdown ? 2 : 1);
    const end = this.text.indexOf(isMarkdown ? '`"' : '"', from);
    if (end < 0) this.refuse('This text never ends; close its quotes.', start);
    this.at = end + (isMarkdown ? 2 : 1);
    return { text: this.text.slice(from, end), isMarkdown };
  }

  /** The text up to one of these marks, behind which it goes on. In quotes it may hold anything. */
  takeText(closers: readonly string[], forbidden: RegExp): MermaidText {
    const start = this.at;
    const parts: MermaidText[] = [];
    while (!closers.some((mark) => this.takeMark(mark))) {
      if (this.isAtEnd) this.refuse(`"${closers[0]}" is missing: this text never ends.`, start);
      if (this.text[this.at] === '"') parts.push(this.takeString());
      else parts.push({ text: this.#takeCharacter(forbidden), isMarkdown: false });
    }
    const isMarkdown = parts.some((part) => part.isMarkdown);
    return { text: parts.map(({ text }) => text).join(''), isMarkdown };
  }

  #takeCharacter(forbidden: RegExp): string {
    const character = this.text[this.at]!;
    if (forbidden.test(character)) {
      this.refuse(`"${character}" cannot stand in this text; put the text in quotes: ["…"].`);
    }
    this.at++;
    return character;
  }

  refuse(message: string, at = this.at): never {
    return refuse('mermaid', message, placeOf(this.text, at));
  }
}
