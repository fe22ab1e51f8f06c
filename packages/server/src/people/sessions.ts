import { randomBytes } from 'node:crypto';
import type { PersonSession } from '@gigafactory/core/people';
import type { Database } from '../journal/sqlite/library.ts';
import { hasHash, hashOf, newSecret } from './secrets.ts';

const HOUR_MS = 3_600_000;
/** Without a request, and at all, ms. */
const IDLE_MS = 12 * HOUR_MS;
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
/** How long a browser that signed in is known again, ms. */
const DEVICE_MS = 180 * 24 * HOUR_MS;
const MOST_OF_A_PERSON = 20;
/** How often it is written down that a session is used, ms. */
const SEEN_EVERY_MS = 60_000;
const BROWSER = 120;

/** What a browser is told once: a cookie that no script reads, and a proof that no other site can send. */
export interface NewSession {
  readonly cookie: string;
  readonly proof: string;
}

interface Row {
  readonly hash: string;
  readonly id: string;
  readonly person: string;
  readonly proof: string;
  readonly made: number;
  readonly seen: number;
  readonly browser: string;
}

/** Sessions of browsers, by the hashes of their secrets. */
export class Sessions {
  readonly #sql;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#sql = statementsOf(database);
    this.#now = now;
  }

  /** Always a new one, whatever the browser had before. */
  begin(person: string, browser: string): NewSession {
    const now = this.#now();
    const [cookie, proof] = [newSecret(), newSecret()];
    const id = randomBytes(6).toString('hex');
    this.#sql.prune.run(now - IDLE_MS, now - ABSOLUTE_MS);
    this.#sql.keepNewest.run(person, person, MOST_OF_A_PERSON - 1);
    const shown = browser.replace(/[^\x20-\x7e]/g, ' ').slice(0, BROWSER);
    this.#sql.add.run(hashOf(cookie), id, person, hashOf(proof), now, now, shown);
    return { cookie, proof };
  }

  /** Whose session it is, if it holds. @param proof absent where only the cookie is asked for */
  find(
    cookie: string,
    proof?: string,
  ): { readonly person: string; readonly id: string } | undefined {
    const row = this.#sql.find.get(hashOf(cookie)) as Row | undefined;
    const now = this.#now();
    if (!row || now - row.seen > IDLE_MS || now - row.made > ABSOLUTE_MS) return undefined;
    if (proof !== undefined && !hasHash(proof, row.proof)) return undefined;
    if (now - row.seen > SEEN_EVERY_MS) {
      this.#sql.see.run(now, row.hash);
      this.#sql.seePerson.run(new Date(now).toISOString(), row.person);
    }
    return { person: row.person, id: row.id };
  }

  /** The newest first. @param own the one that asks */
  list(person: string, own: string): readonly PersonSession[] {
    const now = this.#now();
    const rows = this.#sql.list.all(person, now - IDLE_MS, now - ABSOLUTE_MS) as Row[];
    return rows.map(({ id, made, seen, browser }) => ({
      ...{ id, browser, isThis: id === own },
      made: new Date(made).toISOString(),
      seen: new Date(seen).toISOString(),
    }));
  }

  /** Ends one; returns whether there was one. */
  end(person: string, id: string): boolean {
    return this.#sql.end.run(person, id).changes > 0;
  }

  endAll(person: string): void {
    this.#sql.endAll.run(person);
  }

  /** The secret of a browser that has signed in as this person. */
  addDevice(person: string): string {
    const device = newSecret();
    const now = this.#now();
    this.#sql.pruneDevices.run(now - DEVICE_MS);
    this.#sql.addDevice.run(hashOf(device), person, now);
    return device;
  }

  knowsDevice(person: string, device: string): boolean {
    return this.#sql.device.get(hashOf(device), person, this.#now() - DEVICE_MS) !== undefined;
  }
}

function statementsOf(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    prune: sql('DELETE FROM sessions WHERE seen < ? OR made < ?'),
    keepNewest: sql(
      'DELETE FROM sessions WHERE person = ? AND hash NOT IN (SELECT hash FROM sessions WHERE person = ? ORDER BY seen DESC LIMIT ?)',
    ),
    add: sql('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)'),
    find: sql('SELECT * FROM sessions WHERE hash = ?'),
    see: sql('UPDATE sessions SET seen = ? WHERE hash = ?'),
    seePerson: sql('UPDATE people SET seen = ? WHERE id = ?'),
    list: sql(
      'SELECT * FROM sessions WHERE person = ? AND seen >= ? AND made >= ? ORDER BY seen DESC',
    ),
    end: sql('DELETE FROM sessions WHERE person = ? AND id = ?'),
    endAll: sql('DELETE FROM sessions WHERE person = ?'),
    pruneDevices: sql('DELETE FROM devices WHERE seen < ?'),
    addDevice: sql('INSERT INTO devices VALUES (?, ?, ?)'),
    device: sql('SELECT 1 FROM devices WHERE hash = ? AND person = ? AND seen >= ?'),
  };
}
