import type { Problem } from '@gigafactory/core/base';
import type { CommitOutcome } from '../group-commit.ts';
import { fencedProblem, SNAPSHOTS_KEPT, type Write } from '../write.ts';
import { corrupt, type Database, type DatabaseConstructor, faultOf, wordsOf } from './library.ts';

type LineRow = readonly [journal: number, line: number, text: string];

export interface WriterPlace {
  readonly path: string;
  readonly fence: number;
}

/** Writes to a database under a fence. */
export class Writer {
  readonly #path: string;
  readonly #database: Database;
  readonly #fence: number;
  readonly #statements;

  constructor(libsql: DatabaseConstructor, { path, fence }: WriterPlace) {
    this.#path = path;
    this.#database = openForCommits(libsql, path);
    this.#fence = fence;
    this.#statements = statementsOf(this.#database);
  }

  /** Makes all of it durable in one transaction, or nothing. */
  commit(writes: readonly Write[]): CommitOutcome {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const [fence] = this.#statements.fence.get() as number[];
      if (fence !== this.#fence) {
        this.#database.exec('ROLLBACK');
        return { ok: false, problem: fencedProblem(this.#fence, fence), isFinal: true };
      }
      const lines: LineRow[] = [];
      for (const write of writes) this.#write(write, lines);
      if (lines.length > 0) this.#statements.lines.run(JSON.stringify(lines));
      this.#database.exec('COMMIT');
      return { ok: true };
    } catch (error) {
      this.#rollBack();
      return { ok: false, ...this.#judge(error) };
    }
  }

  /** Moves what was committed from the log into the file itself, if that can be written, and lets go of it. */
  close(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log holds everything, and is read with the file.
    }
    this.#database.close();
  }

  /** Lines are gathered in `lines`: one statement for all takes less time than one for each. */
  #write(write: Write, lines: LineRow[]): void {
    const { journal, end, order, snapshot, forget } = this.#statements;
    switch (write.kind) {
      case 'create':
        journal.run(write.journal, write.run, write.generation, write.startedAt, write.program);
        lines.push([write.journal, 1, write.header]);
        return;
      case 'lines':
        for (const [index, text] of write.lines.entries())
          lines.push([write.journal, write.from + index, text]);
        return;
      case 'end':
        end.run(write.journal, write.at);
        return;
      case 'order':
        order.run(write.id, write.journal, write.at, write.time, write.by, write.text);
        return;
      case 'snapshot':
        snapshot.run(write.journal, write.lines, write.program, write.text);
        forget.run(write.journal, write.journal, SNAPSHOTS_KEPT);
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself.
    }
  }

  #judge(error: unknown): { readonly problem: Problem; readonly isFinal: boolean } {
    switch (faultOf(error)) {
      case 'full':
      case 'input': {
        const message = `The journal ${this.#path} cannot be written (${wordsOf(error)}): nothing new is ordered until it can be. Make room on its disk.`;
        return { problem: { code: 'journal.full', message }, isFinal: false };
      }
      case 'busy': {
        const message = `Another program keeps the journal ${this.#path} locked: nothing new is ordered until it lets go.`;
        return { problem: { code: 'journal.busy', message }, isFinal: false };
      }
      case 'broken':
        return { problem: corrupt(this.#path, error), isFinal: true };
      case 'other': {
        const message = `The journal ${this.#path} refused what was to be written (${wordsOf(error)}).`;
        return { problem: { code: 'journal.broken', message }, isFinal: true };
      }
    }
  }
}

/** A connection whose commits are on disk when they return. */
function openForCommits(libsql: DatabaseConstructor, path: string): Database {
  const database = new libsql(path);
  database.pragma('synchronous = FULL');
  // What a burst made of the write-ahead log is given back.
  database.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
  return database;
}

/** The number of a new writer; every older writer is refused from now on. */
export function raiseFence(database: Database, holder: string, program: string): number {
  const sql = 'UPDATE writer SET fence = fence + 1, holder = ?, program = ? RETURNING fence';
  database.exec('BEGIN IMMEDIATE');
  const [fence] = database.prepare(sql).raw().get(holder, program) as number[];
  database.exec('COMMIT');
  return fence!;
}

function statementsOf(database: Database) {
  return {
    fence: database.prepare('SELECT fence FROM writer').raw(),
    journal: database.prepare('INSERT INTO journals VALUES (?, ?, ?, ?, ?)'),
    lines: database.prepare(
      'INSERT INTO lines (journal, line, text) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
    ),
    end: database.prepare('INSERT INTO ends VALUES (?, ?)'),
    order: database.prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)'),
    snapshot: database.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)'),
    forget: database.prepare(
      'DELETE FROM snapshots WHERE journal = ? AND lines NOT IN (SELECT lines FROM snapshots WHERE journal = ? ORDER BY lines DESC LIMIT ?)',
    ),
  };
}
