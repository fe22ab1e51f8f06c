/** One line of a stream; of a line that is too long, one piece. */
export interface Line {
  readonly bytes: Buffer;
  /** Whether these bytes are a line from its start to its end. */
  readonly isWhole: boolean;
}

const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines without ever holding more than one line of the greatest length. */
export class LineSplitter {
  readonly #longest: number;
  #rest: Buffer[] = [];
  #held = 0;
  /** Whether the line that is being read has been given out in part. */
  #isBroken = false;

  /** `longest`: B; a longer line is given out in pieces. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** B of the line that is being read which were not given out. */
  get held(): number {
    return this.#held;
  }

  /** The lines that end in this chunk, and pieces of one that is too long. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#hold(chunk.subarray(from, end), lines);
      lines.push(this.#take(true));
      from = end + 1;
    }
    this.#hold(chunk.subarray(from), lines);
    return lines;
  }

  /** What is left when the stream ends without a newline. */
  end(): Line[] {
    return this.#held > 0 ? [this.#take(true)] : [];
  }

  #hold(part: Buffer, lines: Line[]): void {
    let rest = part;
    while (this.#held + rest.length > this.#longest) {
      const room = this.#longest - this.#held;
      this.#add(rest.subarray(0, room));
      rest = rest.subarray(room);
      lines.push(this.#take(false));
    }
    this.#add(rest);
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#rest.push(part);
    this.#held += part.length;
  }

  #take(isEnd: boolean): Line {
    const bytes = this.#rest.length === 1 ? this.#rest[0]! : Buffer.concat(this.#rest);
    const isWhole = isEnd && !this.#isBroken;
    this.#rest = [];
    this.#held = 0;
    this.#isBroken = !isEnd;
    return { bytes, isWhole };
  }
}

/** The object that a text holds, if it holds one. */
export function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
