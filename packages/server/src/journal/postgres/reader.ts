import type { Pool } from 'pg';
import type { Snapshot } from '../store.ts';
import type { JournalRow, OrderRow, StoreReader } from '../write.ts';
import { fromKept } from './kept-text.ts';

/**
 * Reads a piece at a time, over connections of its own: a commit that waits holds up no reader. Other sessions
 * see a commit only once it is on the server's disk.
 */
export class PostgresReader implements StoreReader {
  readonly #pool: Pool;
  readonly #schema: string;

  constructor(pool: Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  async journals(): Promise<readonly JournalRow[]> {
    const schema = this.#schema;
    const rows = await this.#ask<JournalText>(
      `SELECT journals.id, run, generation, started_at AS "startedAt", program, at AS "endedAt",
        (SELECT max(line) FROM ${schema}.lines WHERE lines.journal = journals.id) AS lines
        FROM ${schema}.journals LEFT JOIN ${schema}.ends ON ends.journal = journals.id
        ORDER BY journals.id`,
    );
    return rows.map(({ run, startedAt, endedAt, ...row }) => ({
      ...row,
      run: fromKept(run),
      startedAt: Number(startedAt),
      endedAt: endedAt === null ? null : Number(endedAt),
    }));
  }

  async lastOrder(): Promise<number> {
    const [row] = await this.#ask<{ readonly last: number }>(
      `SELECT coalesce(max(id), 0) AS last FROM ${this.#schema}.orders`,
    );
    return row!.last;
  }

  async lines(journal: number, from: number, before: number): Promise<readonly string[]> {
    const rows = await this.#ask<{ readonly text: string }>(
      `SELECT text FROM ${this.#schema}.lines
        WHERE journal = $1 AND line >= $2 AND line < $3 ORDER BY line`,
      [journal, from, before],
    );
    return rows.map(({ text }) => `${text}\n`);
  }

  async orders(journal: number | undefined): Promise<readonly OrderRow[]> {
    const rows = await this.#ask<OrderText>(
      `SELECT id, journal, at, time, by, text FROM ${this.#schema}.orders
        WHERE $1::int IS NULL OR journal = $1 ORDER BY id`,
      [journal ?? null],
    );
    return rows.map(({ id, journal, at, time, by, text }) => ({
      ...{ id, journal, time: Number(time), by: fromKept(by) },
      ...(at === null ? {} : { at: Number(at) }),
      order: JSON.parse(text) as OrderRow['order'],
    }));
  }

  async snapshots(journal: number): Promise<readonly Snapshot[]> {
    return this.#ask<Snapshot>(
      `SELECT lines, text FROM ${this.#schema}.snapshots WHERE journal = $1 ORDER BY lines DESC`,
      [journal],
    );
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** Asks again if a connection failed, once for each that may have been lost unseen. */
  async #ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    for (let left = this.#pool.options.max; ; left--) {
      try {
        const { rows } = await this.#pool.query<Row>(text, [...values]);
        return rows;
      } catch (error) {
        const isOfServer = error instanceof Error && 'severity' in error;
        if (isOfServer || left === 0) throw error;
      }
    }
  }
}

/** Numbers that may be beyond 32 bits come as text. */
interface JournalText extends Omit<JournalRow, 'startedAt' | 'endedAt'> {
  readonly startedAt: string;
  readonly endedAt: string | null;
}

interface OrderText {
  readonly id: number;
  readonly journal: number | null;
  readonly at: string | null;
  readonly time: string;
  readonly by: string;
  readonly text: string;
}
