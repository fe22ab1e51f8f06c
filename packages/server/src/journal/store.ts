import type { Problem, Result } from '@gigafactory/core/base';
import type { JournalStart } from '@gigafactory/core/journal';
import type { Micros } from '@gigafactory/core/protocol';

/**
 * Where the journals of all runs are kept: append-only, in the order in which they were given, by one writer at
 * a time. What is acknowledged survives a crash of the program and of the machine. `runStoreConformance` states
 * in tests what a store promises.
 *
 * Everything given in one turn of the event loop is committed together, or not at all; so is everything that
 * gathers while a commit is under way. A store that cannot write (a full disk, for example) acknowledges
 * nothing, says so once to its listeners, and tries again until it can.
 */
export interface JournalStore {
  /** The number of this writer: each writer has a higher one than the one before, whose commits are refused. */
  readonly fence: number;
  /** Writes given that are not durable yet. */
  readonly pending: number;
  /**
   * Begins the journal of a run and resolves once its header is durable. If the run of that name is over, its
   * journal is kept as `NAME@1`, `NAME@2` and so on. Codes: `journal.name`, `journal.live`.
   */
  create(name: string, start: NewJournal): Promise<Result<JournalInfo>>;
  /**
   * Adds lines, as `eventLine` and `commandsLine` write them, to the journal of a live run. Resolves when they
   * are durable, and with them everything given before; if they need not be, at once, and they are written
   * with the next commit, a second later at most. Rejects with `StoreLost` once this writer can write no more.
   */
  append(name: string, lines: readonly string[], isDurable: boolean): Promise<void>;
  /** Ends the journal of a run that is over, at a time of its own clock; resolves once that is durable. */
  end(name: string, at: Micros): Promise<void>;
  /** Records what a person ordered; resolves once that is durable. */
  order(order: NewOrder): Promise<void>;
  /** Keeps the state that the first lines of a journal fold to; resolves once it is durable. */
  saveSnapshot(name: string, snapshot: Snapshot): Promise<void>;

  /** All journals, in the order in which they were begun. */
  list(): readonly JournalInfo[];
  /** A journal by its name, `NAME` or `NAME@1`. */
  find(name: string): JournalInfo | undefined;
  /**
   * The durable lines of a journal from a line on, counted from 1, in pieces of at most `most` lines. Each ends
   * with a newline: all together they are the journal as `readJournal` reads it. A piece is read when it is
   * asked for.
   */
  read(name: string, fromLine?: number, most?: number): AsyncIterable<readonly string[]>;
  /** Orders to a run, or to all; the oldest first. */
  orders(name?: string): Promise<readonly OrderRecord[]>;
  /** The snapshots that are kept of a journal, the newest first. */
  snapshots(name: string): Promise<readonly Snapshot[]>;

  /** Calls the listener until the function that it returns is called. */
  subscribe(listener: StoreListener): () => void;
  /** Writes what is waiting, if it can, and gives up the lock. */
  close(): Promise<void>;
}

export interface NewJournal {
  /** What a supervisor starts from; of a journal of something else, its first line. */
  readonly start: JournalStart | string;
  /** Wall-clock time that the events' times count from, ms since 1970. */
  readonly startedAt: number;
}

export interface JournalInfo {
  /** `NAME`, or `NAME@1` for an earlier run of that name. */
  readonly name: string;
  /** The name of the run. */
  readonly run: string;
  /** Wall-clock time that the events' times count from, ms since 1970. */
  readonly startedAt: number;
  /** Version of the program that began it. */
  readonly program: string;
  /** Durable lines, the header among them. */
  readonly lines: number;
  /** When it ended, us since its start; absent while the run is live. */
  readonly endedAt?: Micros;
}

export interface NewOrder {
  /** The run it is about; absent if it is about none. */
  readonly name?: string;
  /** us since the start of that run's journal; absent without a run. */
  readonly at?: Micros;
  /** Wall-clock time, ms since 1970. */
  readonly time: number;
  /** Who gave it. */
  readonly by: string;
  /** What was ordered, in words of the control plane; anything that JSON can hold. */
  readonly order: Readonly<Record<string, unknown>>;
}

export interface OrderRecord extends NewOrder {
  readonly id: number;
}

/** The state that a journal folds to. */
export interface Snapshot {
  /** How many lines were folded. */
  readonly lines: number;
  /** The state as text, as `snapshotText` writes it. */
  readonly text: string;
}

/** What a commit made durable. */
export interface CommitReport {
  /** That the database took for it. */
  readonly seconds: number;
  readonly lines: number;
  readonly orders: number;
}

export interface StoreListener {
  /** Lines became durable; `lines` of the journal are now. */
  readonly appended?: (name: string, lines: number) => void;
  /** Nothing can be written for now, and nothing is acknowledged; called once, until `recovered`. */
  readonly troubled?: (problem: Problem) => void;
  readonly recovered?: () => void;
  /** A commit was made. */
  readonly committed?: (commit: CommitReport) => void;
  /** This writer can write no more: another one took over, or the store is broken. */
  readonly lost?: (problem: Problem) => void;
}

/** Rejects what was not yet durable when the writer was lost or closed. */
export class StoreLost extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'StoreLost';
    this.problem = problem;
  }
}

/** The durable text of a journal from a line on. */
export async function textOf(store: JournalStore, name: string, fromLine = 1): Promise<string> {
  const pieces: string[] = [];
  for await (const lines of store.read(name, fromLine)) pieces.push(lines.join(''));
  return pieces.join('');
}
