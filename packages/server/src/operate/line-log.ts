import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';

/** A line and the offset of its end: where a reader goes on. */
export interface Line {
  readonly offset: number;
  readonly text: string;
}

type Write = (fd: number, bytes: Buffer) => number;

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO']);

/** Whether a disk did not take something, which may be tried again. */
export function isDiskFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code ?? '');
}

const NEWLINE = 10;
const PIECE_BYTES = 65_536;
/** The newest lines are kept in memory: those who follow a log share them and read no file. */
const RECENT_BYTES = 262_144;

/**
 * Lines of JSON in a file that only grows; the offset of a line is the number of bytes up to its end. A
 * reader costs one piece of memory, however long the file is.
 */
export class LineLog {
  readonly #path: string;
  readonly #fd: number;
  readonly #waiting = new Set<() => void>();
  #recent: Line[] = [];
  /** Offset from which on `#recent` has every line. */
  #recentFrom: number;
  #size: number;
  #isEnded = false;
  readonly #write: Write;
  /** What the disk has not taken yet, because it is full; it is kept in memory, too. */
  #unwritten: Buffer = Buffer.alloc(0);

  /**
   * Opens the file, or makes it; a last line that a crash cut off is removed.
   *
   * @param write writes some of the bytes and says how many; only tests replace it
   */
  constructor(path: string, write: Write = writeSync) {
    this.#path = path;
    this.#write = write;
    this.#fd = openSync(path, 'a+', 0o600);
    this.#size = sizeOfWholeLines(this.#fd);
    ftruncateSync(this.#fd, this.#size);
    this.#recentFrom = this.#size;
  }

  /** Offset after the last line. */
  get size(): number {
    return this.#size;
  }

  /** Whether nothing will be added any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  append(value: object): Line {
    const text = JSON.stringify(value);
    const bytes = Buffer.from(`${text}\n`);
    this.#size += bytes.length;
    this.#unwritten = Buffer.concat([this.#unwritten, bytes]);
    this.#flush();
    const line = { offset: this.#size, text };
    this.#recent.push(line);
    if (this.#size - this.#recentFrom > 2 * RECENT_BYTES) this.#forget();
    this.#wake();
    return line;
  }

  /** Nothing will be added any more: those who follow come to their end. */
  end(): void {
    if (this.#isEnded) return;
    this.#flush();
    this.#isEnded = true;
    closeSync(this.#fd);
    this.#wake();
  }

  /**
   * The lines that begin at an offset or after it, at most about 64 KiB of them but at least one; none if
   * there are none yet.
   */
  async read(after: number): Promise<readonly Line[]> {
    if (after >= this.#size) return [];
    if (after >= this.#recentFrom) return this.#readRecent(after);
    const from = Math.max(0, after - 1);
    for (let length = PIECE_BYTES; ; length *= 2) {
      const end = Math.min(this.#size, from + length);
      const lines = linesOf(await bytesOf(this.#path, from, end), from, after > 0);
      if (lines.length > 0 || end === this.#size) return lines;
    }
  }

  /** All lines from the first on, parsed. */
  async *entries<Entry>(): AsyncIterable<Entry> {
    for (let after = 0; ; ) {
      const lines = await this.read(after);
      if (lines.length === 0) return;
      for (const { text, offset } of lines) {
        after = offset;
        yield JSON.parse(text) as Entry;
      }
    }
  }

  /**
   * Resolves once there is something after an offset, the log has ended, the signal aborts, or so many
   * milliseconds have passed.
   */
  grown(after: number, signal: AbortSignal, mostMs: number): Promise<void> {
    if (this.#size > after || this.#isEnded || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, mostMs);
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #readRecent(after: number): readonly Line[] {
    const first = firstAfter(this.#recent, after);
    // The line that ends first after the offset may have begun before it.
    const start = first === 0 ? this.#recentFrom : this.#recent[first - 1]!.offset;
    const begin = start < after ? first + 1 : first;
    let end = begin;
    while (end < this.#recent.length && this.#recent[end]!.offset - after <= PIECE_BYTES) end++;
    return this.#recent.slice(begin, Math.max(end, begin + 1));
  }

  /** What a full disk does not take is tried again with the next line. */
  #flush(): void {
    try {
      while (this.#unwritten.length > 0) {
        this.#unwritten = this.#unwritten.subarray(this.#write(this.#fd, this.#unwritten));
      }
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  #forget(): void {
    const written = this.#size - this.#unwritten.length;
    const cut = firstAfter(this.#recent, Math.min(written, this.#size - RECENT_BYTES));
    if (cut === 0) return;
    this.#recentFrom = this.#recent[cut - 1]!.offset;
    this.#recent = this.#recent.slice(cut);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Index of the first line whose end lies after an offset. */
function firstAfter(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.offset > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whole lines in bytes that stand at `from`; `skips`: what comes before the first newline is left out. */
function linesOf(bytes: Buffer, from: number, skips: boolean): Line[] {
  const lines: Line[] = [];
  let start = skips ? bytes.indexOf(NEWLINE) + 1 : 0;
  if (skips && start === 0) return lines;
  for (let end = bytes.indexOf(NEWLINE, start); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push({ offset: from + end + 1, text: bytes.toString('utf8', start, end) });
    start = end + 1;
  }
  return lines;
}

async function bytesOf(path: string, from: number, end: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of createReadStream(path, { start: from, end: end - 1 })) {
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function sizeOfWholeLines(fd: number): number {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = fstatSync(fd).size; end > 0; end -= PIECE_BYTES) {
    const from = Math.max(0, end - PIECE_BYTES);
    const length = readSync(fd, piece, 0, end - from, from);
    const last = piece.subarray(0, length).lastIndexOf(NEWLINE);
    if (last >= 0) return from + last + 1;
  }
  return 0;
}
