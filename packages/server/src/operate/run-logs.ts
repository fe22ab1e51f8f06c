import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntry } from '@gigafactory/core/control-plane';
import { LOG_START, type LogPlace, type RankLine, RankLog } from './rank-log.ts';

export interface LogQuery {
  /** Where to go on, as an entry said. */
  readonly after: string;
  /** Of this rank or replica only. */
  readonly rank: number | undefined;
  /** RFC 3339, UTC: lines before it are left out; empty for all. */
  readonly since: string;
}

const NAME = /^rank-(\d+)\.log(?:\.(\d+))?$/;

/** A folder of logs. */
export interface LogFolder {
  readonly folder: string;
  /** Of a service: the replica whose log it is. It is said in the place of the rank. */
  readonly replica?: number;
}

interface Reading {
  /** What its lines are said to be of. */
  readonly writer: number;
  readonly log: RankLog;
  place: LogPlace;
  /** Read and not given yet. */
  lines: RankLine[];
}

/** Keys of a replica's ranks begin at its number times this: more than a replica has nodes. */
const MOST_RANKS = 100_000;

/** Reads the logs of a run's ranks, or of a service's replicas, together in order of time. */
export class RunLogs {
  readonly #folders: readonly LogFolder[];
  readonly #query: LogQuery;
  readonly #places: ReadonlyMap<number, LogPlace>;
  readonly #readings = new Map<number, Reading>();

  constructor(folders: readonly LogFolder[], query: LogQuery) {
    this.#folders = folders;
    this.#query = query;
    this.#places = placesOf(query.after);
  }

  /** The next lines of all ranks; none if there are none yet. */
  async next(): Promise<readonly LogEntry[]> {
    this.#find();
    const entries: LogEntry[] = [];
    await this.#fill();
    for (;;) {
      const reading = this.#earliest();
      if (!reading) return entries;
      const line = reading.lines.shift()!;
      reading.place = line.after;
      if (line.at >= this.#query.since) entries.push(this.#entry(reading.writer, line));
      // Another one may have an earlier line than those read of this one.
      if (reading.lines.length === 0 && entries.length > 0) return entries;
      if (reading.lines.length === 0) await this.#fill();
    }
  }

  #find(): void {
    for (const source of this.#folders) this.#findIn(source);
  }

  #findIn({ folder, replica }: LogFolder): void {
    const { rank: only, since } = this.#query;
    for (const { rank } of filesIn(folder)) {
      const writer = replica ?? rank;
      const key = replica === undefined ? rank : replica * MOST_RANKS + rank;
      if (this.#readings.has(key) || (only !== undefined && writer !== only)) continue;
      const place = this.#places.get(key) ?? LOG_START;
      const files = () => filesOf(folder, rank, since);
      this.#readings.set(key, { writer, log: new RankLog(files, place), place, lines: [] });
    }
  }

  async #fill(): Promise<void> {
    for (const reading of this.#readings.values()) {
      if (reading.lines.length === 0) reading.lines = [...(await reading.log.next())];
    }
  }

  #earliest(): Reading | undefined {
    return [...this.#readings.values()]
      .filter(({ lines }) => lines.length > 0)
      .reduce<Reading | undefined>(
        (first, next) => (first && first.lines[0]!.at <= next.lines[0]!.at ? first : next),
        undefined,
      );
  }

  #entry(rank: number, { at, attempt, text }: RankLine): LogEntry {
    return { offset: this.#offset(), at, rank, attempt, text };
  }

  /** `0:4711.65536.2` for each log: its key, file, byte, attempt. */
  #offset(): string {
    return [...this.#readings]
      .map(([key, { place }]) => `${key}:${place.file}.${place.byte}.${place.attempt}`)
      .join('_');
  }
}

function placesOf(offset: string): ReadonlyMap<number, LogPlace> {
  const parts = offset.split('_').map((part) => /^(\d+):(\d+)\.(\d+)\.(\d+)$/.exec(part));
  return new Map(
    parts.flatMap((found) => {
      if (!found) return [];
      const [key, file, byte, attempt] = found.slice(1).map(Number);
      return [[key!, { file: file!, byte: byte!, attempt: attempt! }]];
    }),
  );
}

/** Whether a text is an offset of this reader, or none. */
export function isLogOffset(offset: string): boolean {
  return offset === '' || /^(\d+:\d+\.\d+\.\d+)(_\d+:\d+\.\d+\.\d+)*$/.test(offset);
}

/** The paths of all log files in a folder. */
export function logFiles(folder: string): string[] {
  return filesIn(folder).map(({ path }) => path);
}

interface LogPart {
  readonly rank: number;
  readonly part: number;
  readonly path: string;
}

function filesIn(folder: string): LogPart[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return names.flatMap((name) => {
    const found = NAME.exec(name);
    if (!found) return [];
    return [{ rank: Number(found[1]), part: Number(found[2] ?? 0), path: join(folder, name) }];
  });
}

/** The files of a rank, the newest first; those last written to before a time are left out. */
function filesOf(folder: string, rank: number, since: string): string[] {
  const from = since === '' ? 0 : Date.parse(since);
  return filesIn(folder)
    .filter((file) => file.rank === rank)
    .filter(({ path }) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? from) >= from)
    .sort((a, b) => a.part - b.part)
    .map(({ path }) => path);
}
