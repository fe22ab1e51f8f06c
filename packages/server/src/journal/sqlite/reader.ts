import type { OrderRecord, Snapshot } from '../store.ts';
import type { Database } from './library.ts';

/** A journal as the database has it. */
export interface JournalRow {
  readonly id: number;
  readonly run: string;
  readonly generation: number;
  readonly startedAt: number;
  readonly program: string;
  readonly lines: number;
  readonly endedAt: number | null;
}

/** Reads what is durable; a connection of its own sees nothing else. */
export class Reader {
  readonly #database: Database;
  readonly #lines;
  readonly #snapshots;

  constructor(database: Database) {
    database.pragma('query_only = ON');
    this.#database = database;
    this.#lines = database
      .prepare('SELECT text FROM lines WHERE journal = ? AND line >= ? AND line < ? ORDER BY line')
      .raw();
    this.#snapshots = database.prepare(
      'SELECT lines, text FROM snapshots WHERE journal = ? ORDER BY lines DESC',
    );
  }

  journals(): JournalRow[] {
    const sql = `SELECT journals.id, run, generation, started_at AS startedAt, program, at AS endedAt,
      (SELECT max(line) FROM lines WHERE lines.journal = journals.id) AS lines
      FROM journals LEFT JOIN ends ON ends.journal = journals.id ORDER BY journals.id`;
    return this.#database.prepare(sql).all() as JournalRow[];
  }

  /** The number of the newest order; 0 before the first. */
  lastOrder(): number {
    const sql = 'SELECT coalesce(max(id), 0) FROM orders';
    return (this.#database.prepare(sql).raw().get() as number[])[0]!;
  }

  lines(journal: number, from: number, before: number): string[] {
    const rows = this.#lines.all(journal, from, before) as [string][];
    return rows.map(([text]) => `${text}\n`);
  }

  orders(journal: number | undefined, nameOf: (journal: number) => string): OrderRecord[] {
    const all = 'SELECT id, journal, at, time, by, text FROM orders';
    const rows = (
      journal === undefined
        ? this.#database.prepare(`${all} ORDER BY id`).all()
        : this.#database.prepare(`${all} WHERE journal = ? ORDER BY id`).all(journal)
    ) as OrderRow[];
    return rows.map((row) => ({
      id: row.id,
      ...(row.journal === null ? {} : { name: nameOf(row.journal) }),
      ...(row.at === null ? {} : { at: row.at }),
      time: row.time,
      by: row.by,
      order: JSON.parse(row.text) as OrderRecord['order'],
    }));
  }

  /** The newest first. */
  snapshots(journal: number): Snapshot[] {
    const rows = this.#snapshots.all(journal) as Snapshot[];
    return rows.map(({ lines, text }) => ({ lines, text }));
  }

  close(): void {
    this.#database.close();
  }
}

interface OrderRow {
  readonly id: number;
  readonly journal: number | null;
  readonly at: number | null;
  readonly time: number;
  readonly by: string;
  readonly text: string;
}
