import { type FileHandle, open } from 'node:fs/promises';
import { type LogLine, parseLogLine } from '../engine/gang/index.ts';

/** A place in the log of a rank that stays the same when its files are renamed. */
export interface LogPlace {
  /** The file's inode; 0 before the first file. */
  readonly file: number;
  readonly byte: number;
  /** The attempt that writes there. */
  readonly attempt: number;
}

export const LOG_START: LogPlace = { file: 0, byte: 0, attempt: 0 };

/** A line of a rank, and the place after it. */
export interface RankLine extends LogLine {
  readonly attempt: number;
  readonly after: LogPlace;
}

const PIECE_BYTES = 65_536;
const NEWLINE = 10;
const ATTEMPT = /^attempt (\d+):/;

/** Reads the log of one rank, oldest file first, in pieces. */
export class RankLog {
  readonly #files: () => readonly string[];
  #place: LogPlace;

  /** @param files the paths of its files now, the newest first */
  constructor(files: () => readonly string[], place: LogPlace) {
    this.#files = files;
    this.#place = place;
  }

  /** The next lines, at most about 64 KiB of them; none if there are none yet. */
  async next(): Promise<readonly RankLine[]> {
    const opened = await openAll(this.#files());
    try {
      const lines = await this.#nextOf(opened);
      if (lines.length > 0) this.#place = lines.at(-1)!.after;
      return lines;
    } finally {
      await Promise.all(opened.map(({ handle }) => handle.close()));
    }
  }

  async #nextOf(opened: readonly Opened[]): Promise<RankLine[]> {
    const found = opened.findIndex(({ file }) => file === this.#place.file);
    // A file that is gone was the oldest: what is left begins after it.
    let place = found < 0 ? { ...this.#place, file: 0, byte: 0 } : this.#place;
    for (const { handle, file } of opened.slice(Math.max(0, found))) {
      if (place.file !== file) place = { ...place, file, byte: 0 };
      const lines = parse(await pieceOf(handle, place.byte), place);
      if (lines.length > 0) return lines;
    }
    return [];
  }
}

interface Opened {
  readonly handle: FileHandle;
  readonly file: number;
}

/** The files of a log, the oldest first; each is opened before it is looked at, as it may be renamed. */
async function openAll(paths: readonly string[]): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const path of [...paths].reverse()) {
    try {
      const handle = await open(path);
      const { ino } = await handle.stat();
      if (opened.some(({ file }) => file === ino)) await handle.close();
      else opened.push({ handle, file: ino });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return opened;
}

async function pieceOf(handle: FileHandle, from: number): Promise<Buffer> {
  for (let length = PIECE_BYTES; ; length *= 2) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    const piece = buffer.subarray(0, bytesRead);
    if (piece.includes(NEWLINE) || bytesRead < length) return piece;
  }
}

function parse(piece: Buffer, { file, byte, attempt: before }: LogPlace): RankLine[] {
  const lines: RankLine[] = [];
  let attempt = before;
  let start = 0;
  for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
    const line = parseLogLine(piece.toString('utf8', start, end));
    start = end + 1;
    if (!line) continue;
    const begun = line.stream === '=' ? ATTEMPT.exec(line.text)?.[1] : undefined;
    if (begun !== undefined) attempt = Number(begun);
    lines.push({ ...line, attempt, after: { file, byte: byte + start, attempt } });
  }
  return lines;
}
