import { open } from 'node:fs/promises';
import { LineSplitter } from '../gang/lines.ts';
import type { LogFile, LogStream } from '../gang/log-file.ts';
import type { ProgressFormat } from '../gang/options.ts';
import type { ProgressReader, Saying } from '../gang/progress/format.ts';
import { readerOf } from '../gang/progress/index.ts';

/** Longest line that is read for progress; B. Longer ones are only logged, in pieces of this size. */
const LONGEST_LINE = 1 << 16;
/** B that are read at once. */
const CHUNK = 1 << 18;
/** B before the place where an earlier engine was, in which a reader finds again what it must remember. */
const CONTEXT = 1 << 18;

/** How far what a rank prints was read: B of whole lines. */
export interface TailPosition {
  readonly out: number;
  readonly err: number;
}

export interface TailOptions {
  readonly out: string;
  readonly err: string;
  readonly log: LogFile;
  readonly progress: ProgressFormat;
  readonly from?: TailPosition | undefined;
  hear(saying: Saying): void;
}

/** Follows what one rank prints into files: into its log, and to whoever hears what it says. */
export class RankTail {
  readonly #options: TailOptions;
  readonly #streams: readonly [Stream, Stream];
  readonly #read: ProgressReader;
  #isPrimed: boolean;
  #isClosed = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#read = readerOf(options.progress);
    const { from } = options;
    this.#isPrimed = from === undefined;
    this.#streams = [
      new Stream(options.out, 'o', from?.out ?? 0),
      new Stream(options.err, 'e', from?.err ?? 0),
    ];
  }

  get position(): TailPosition {
    const [out, err] = this.#streams;
    return { out: out.read, err: err.read };
  }

  /** Reads on; with `isLast`, also a last line without its end. */
  async follow(isLast = false): Promise<void> {
    if (this.#isClosed) return;
    if (!this.#isPrimed) {
      for (const stream of this.#streams) await this.#prime(stream);
      this.#isPrimed = true;
    }
    for (const stream of this.#streams) {
      for await (const lines of stream.follow(isLast)) this.#take(stream.name, lines);
    }
  }

  /** Takes nothing more, so that what comes later is left to the one after it. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.#streams) stream.close();
    this.#options.log.close();
  }

  #take(name: LogStream, lines: ReturnType<LineSplitter['push']>): void {
    this.#options.log.write(
      name,
      lines.map(({ bytes }) => bytes),
    );
    for (const { bytes, isWhole } of lines) {
      const saying = isWhole ? this.#hear(name, bytes) : undefined;
      if (saying) this.#options.hear(saying);
    }
  }

  #hear(name: LogStream, bytes: Buffer): Saying | undefined {
    // Megatron and TorchTitan log to either; our own contract is on standard output alone.
    if (name === 'e' && this.#options.progress === 'lines') return undefined;
    return this.#read(bytes.toString('utf8'));
  }

  /** A reader remembers earlier lines: it is shown again the first ones and the last before its place. */
  async #prime(stream: Stream): Promise<void> {
    const splitter = new LineSplitter(LONGEST_LINE);
    for await (const bytes of stream.before(CONTEXT)) {
      for (const line of splitter.push(bytes))
        if (line.isWhole) this.#hear(stream.name, line.bytes);
    }
  }
}

/** One file that grows. */
class Stream {
  readonly name: LogStream;
  readonly #path: string;
  readonly #splitter = new LineSplitter(LONGEST_LINE);
  #at: number;
  #isClosed = false;

  constructor(path: string, name: LogStream, at: number) {
    this.#path = path;
    this.name = name;
    this.#at = at;
  }

  /** B that were given out. */
  get read(): number {
    return this.#at - this.#splitter.held;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** It is opened each time: only then does a shared file system show what others wrote. */
  async *follow(isLast: boolean): AsyncGenerator<ReturnType<LineSplitter['push']>> {
    const file = await open(this.#path, 'r').catch(() => undefined);
    if (!file) return;
    try {
      const { size } = await file.stat();
      while (this.#at < size) {
        const length = Math.min(CHUNK, size - this.#at);
        const room = Buffer.allocUnsafe(length);
        const { bytesRead, buffer } = await file.read(room, 0, length, this.#at);
        if (bytesRead === 0 || this.#isClosed) break;
        this.#at += bytesRead;
        yield this.#splitter.push(buffer.subarray(0, bytesRead));
      }
      if (isLast && !this.#isClosed) yield this.#splitter.end();
    } finally {
      await file.close();
    }
  }

  async *before(context: number): AsyncGenerator<Buffer> {
    const file = await open(this.#path, 'r').catch(() => undefined);
    if (!file) return;
    try {
      const middle = Math.max(context, this.#at - context);
      for (const [from, to] of [
        [0, Math.min(context, this.#at)],
        [middle, this.#at],
      ] as const) {
        if (to <= from) continue;
        const { bytesRead, buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
}
