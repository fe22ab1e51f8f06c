import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { LogLimits } from './options.ts';

/** Where a line of a log came from: standard output, standard error, or the agent itself. */
export type LogStream = 'o' | 'e' | '=';

/** A line of a rank's log file. */
export interface LogLine {
  /** RFC 3339 in UTC, to the millisecond. */
  readonly at: string;
  readonly stream: LogStream;
  readonly text: string;
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([oe=]) (.*)$/s;

/** Reads a line of a log file, without its newline; undefined for what no agent wrote. */
export function parseLogLine(line: string): LogLine | undefined {
  const found = LINE.exec(line);
  if (!found) return undefined;
  const [, at, stream, text] = found;
  return { at: at!, stream: stream as LogStream, text: text! };
}

const NEWLINE = Buffer.from('\n');

/**
 * The log of one rank on disk, each line with its time and stream. Full files are renamed to `.1`, `.2` and so
 * on, and the oldest is deleted. It is written synchronously: a program that prints faster than the disk takes
 * it waits, and no memory is used up. A disk that takes nothing loses lines, never the rank.
 */
export class LogFile {
  readonly #path: string;
  readonly #limits: LogLimits;
  #file: number | undefined;
  #size = 0;
  /** Lines that could not be written since the last that could. */
  #lost = 0;

  constructor(path: string, limits: LogLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  write(stream: LogStream, lines: readonly Buffer[]): void {
    if (lines.length === 0) return;
    const start = Buffer.from(`${new Date().toISOString()} ${stream} `);
    if (this.#tryWrite(Buffer.concat(lines.flatMap((line) => [start, line, NEWLINE])))) {
      const lost = this.#lost;
      this.#lost = 0;
      if (lost > 0)
        this.write('=', [Buffer.from(`${lost} lines are missing here: the disk took none`)]);
    } else this.#lost += lines.length;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #tryWrite(bytes: Buffer): boolean {
    try {
      if (this.#size >= this.#limits.bytes) this.#rotate();
      this.#file ??= this.#open();
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, bytes.length - done);
      }
      this.#size += bytes.length;
      return true;
    } catch {
      return false;
    }
  }

  #open(): number {
    const file = openSync(this.#path, 'a', 0o600);
    this.#size = fstatSync(file).size;
    return file;
  }

  #rotate(): void {
    this.close();
    const name = (part: number) => (part === 0 ? this.#path : `${this.#path}.${part}`);
    const last = Math.max(0, this.#limits.files - 1);
    rmSync(name(last), { force: true });
    for (let part = last - 1; part >= 0; part--) renameIfThere(name(part), name(part + 1));
    this.#size = 0;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // This part of the log does not exist yet.
  }
}
