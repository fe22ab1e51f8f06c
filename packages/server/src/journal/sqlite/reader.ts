import type { Snapshot } from '../store.ts';
import type { JournalRow, OrderRow, StoreReader } from '../write.ts';
import type { Database } from './library.ts';

/** A connection of its own sees only what is durable. */
export class Reader implements StoreReader {
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

  async journals(): Promise<readonly JournalRow[]> {
    const sql = `SELECT journals.id, run, generation, started_at AS startedAt, program, at AS endedAt,
      (SELECT max(line) FROM lines WHERE lines.journal = journals.id) AS lines
      FROM journals LEFT JOIN ends ON ends.journal = journals.id ORDER BY journals.id`;
    return this.#database.prepare(sql).all() as JournalRow[];
  }

  async lastOrder(): Promise<number> {
    const sql = 'SELECT coalesce(max(id), 0) FROM orders';
    return (this.#database.prepare(sql).raw().get() as number[])[0]!;
  }

  async lines(journal: number, from: number, before: number): Promise<readonly string[]> {
    const rows = this.#lines.all(journal, from, before) as [string][];
    return rows.map(([text]) => `${text}\n`);
  }

  async orders(journal: number | undefined): Promise<readonly OrderRow[]> {
    const all = 'SELECT id, journal, at, time, by, text FROM orders';
    const rows = (
      journal === undefined
        ? this.#database.prepare(`${all} ORDER BY id`).all()
        : this.#database.prepare(`${all} WHERE journal = ? ORDER BY id`).all(journal)
    ) as TextRow[];
    return rows.map(({ id, journal, at, time, by, text }) => ({
      ...{ id, journal, time, by },
      ...(at === null ? {} : { at }),
      order: JSON.parse(text) as OrderRow['order'],
    }));
  }

  async snapshots(journal: number): Promise<readonly Snapshot[]> {
    const rows = this.#snapshots.all(journal) as Snapshot[];
    return rows.map(({ lines, text }) => ({ lines, text }));
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

interface TextRow {
  readonly id: number;
  readonly journal: number | null;
  readonly at: number | null;
  readonly time: number;
  readonly by: string;
  readonly text: string;
}
