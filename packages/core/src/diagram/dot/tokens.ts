import { placeOf, refuse } from '../fault.ts';

/** One word of DOT. An id has the text that it stands for; how it was written matters to labels. */
export interface DotToken {
  readonly kind: 'id' | 'mark' | 'end';
  readonly text: string;
  readonly written: 'plain' | 'quoted' | 'html';
  readonly offset: number;
}

const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const PLAIN = /[A-Za-z_\x80-\uffff][\w\x80-\uffff]*|-?(?:\.\d+|\d+(?:\.\d*)?)/y;
const MARK = /->|--|[{}[\];,=:+]/y;

/** Divides DOT into words, in time linear in its length. */
export class DotTokens {
  readonly #text: string;
  #at: number;
  #next: DotToken;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.#next = this.#read();
  }

  /** The word that comes next. */
  get next(): DotToken {
    return this.#next;
  }

  take(): DotToken {
    const token = this.#next;
    this.#next = this.#read();
    return token;
  }

  /** Takes a mark or a keyword if it comes next. */
  takeIf(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.take();
    return true;
  }

  isNext(text: string): boolean {
    const { kind, written, text: next } = this.#next;
    if (kind === 'mark') return next === text;
    return kind === 'id' && written === 'plain' && next.toLowerCase() === text;
  }

  refuse(message: string, offset = this.#next.offset): never {
    return refuse('dot', message, placeOf(this.#text, offset));
  }

  #read(): DotToken {
    this.#skip();
    const offset = this.#at;
    if (offset >= this.#text.length) return { kind: 'end', text: '', written: 'plain', offset };
    const first = this.#text[offset]!;
    if (first === '"') return { kind: 'id', text: this.#strings(), written: 'quoted', offset };
    if (first === '<') return { kind: 'id', text: this.#html(), written: 'html', offset };
    const plain = this.#match(PLAIN);
    if (plain !== undefined) return { kind: 'id', text: plain, written: 'plain', offset };
    const mark = this.#match(MARK);
    if (mark !== undefined) return { kind: 'mark', text: mark, written: 'plain', offset };
    return this.refuse(
      `"${first}" cannot stand here; put a text with such characters in double quotes.`,
      offset,
    );
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    for (;;) {
      if (this.#text.startsWith('/*', this.#at)) {
        const end = this.#text.indexOf('*/', this.#at + 2);
        if (end < 0) this.refuse('This comment never ends; close it with "*/".', this.#at);
        this.#at = end + 2;
      } else if (this.#text[this.#at] === '#' && this.#isAtLineStart()) this.#match(/[^\n]*/y);
      else if (this.#match(SPACE) === undefined) return;
    }
  }

  /** A line that begins with `#` is of a preprocessor, and skipped. */
  #isAtLineStart(): boolean {
    return this.#at === 0 || this.#text[this.#at - 1] === '\n';
  }

  /** A quoted text, and those that `+` joins to it. */
  #strings(): string {
    let text = this.#string();
    for (;;) {
      const before = this.#at;
      this.#skip();
      if (this.#text[this.#at] !== '+') {
        this.#at = before;
        return text;
      }
      this.#at++;
      this.#skip();
      if (this.#text[this.#at] !== '"')
        this.refuse('A text in double quotes is expected after "+".', this.#at);
      text += this.#string();
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) this.refuse('This text never ends; close its quotes.', start);
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    this.#at = end + 1;
    // Only these two are undone here; others, such as \n, are for the label to read.
    return this.#text
      .slice(start + 1, end)
      .replace(/\\(?:"|\r?\n)/g, (pair) => (pair[1] === '"' ? '"' : ''));
  }

  #html(): string {
    const start = this.#at;
    let depth = 0;
    for (let at = start; at < this.#text.length; at++) {
      if (this.#text[at] === '<') depth++;
      if (this.#text[at] === '>' && --depth === 0) {
        this.#at = at + 1;
        return this.#text.slice(start + 1, at);
      }
    }
    return this.refuse('This HTML never ends; close its "<" with ">".', start);
  }
}
