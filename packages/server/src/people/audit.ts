import type { Audit, AuditEntry } from '@gigafactory/core/people';
import type { Database } from '../journal/sqlite/library.ts';

/** What is written down. */
export type AuditKind =
  | 'signed in'
  | 'sign-in failed'
  | 'signed out'
  | 'session ended'
  | 'password changed'
  | 'person added'
  | 'person changed'
  | 'person removed'
  | 'invitation made'
  | 'invitation accepted'
  | 'allowed outside'
  | 'chat deleted'
  | 'chats deleted';

/** Who did something: a person, or whoever has the token of the state folder. */
export const LOCAL = 'local';

interface Row {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly who: string;
  readonly about: string;
  readonly detail: string;
  readonly whoName: string | null;
  readonly aboutName: string | null;
}

const PAGE = 200;

/** What people did that others may have to answer for; lines that are only ever added, with no text of a chat and no secret. */
export class AuditLog {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** @param who and `about`: ids of people, or `LOCAL` */
  note(kind: AuditKind, who: string, { about = '', detail = '' } = {}): void {
    const at = new Date(this.#now()).toISOString();
    this.#database
      .prepare('INSERT INTO audit (at, kind, who, about, detail) VALUES (?, ?, ?, ?, ?)')
      .run(at, kind, who, about, detail);
  }

  /** Whether a line says exactly that. */
  has(kind: AuditKind, who: string, detail: string): boolean {
    return (
      this.#database
        .prepare('SELECT 1 FROM audit WHERE kind = ? AND who = ? AND detail = ? LIMIT 1')
        .get(kind, who, detail) !== undefined
    );
  }

  /** The newest first. */
  read(query: { readonly kind?: string; readonly before?: number } = {}): Audit {
    const { kind = '', before = Number.MAX_SAFE_INTEGER } = query;
    const rows = this.#database
      .prepare(`${ENTRIES} WHERE number < ? AND (? = '' OR kind = ?) ORDER BY number DESC LIMIT ?`)
      .all(before, kind, kind, PAGE + 1) as Row[];
    return { entries: rows.slice(0, PAGE).map(toEntry), more: rows.length > PAGE };
  }

  /** All of it as CSV, the oldest first, a line at a time. */
  *csv(): Generator<string> {
    yield 'number,at,kind,who,about,detail\n';
    for (const row of this.#database.prepare(`${ENTRIES} ORDER BY number`).iterate()) {
      const { number, at, kind, who, about, detail } = toEntry(row as Row);
      yield `${[String(number), at, kind, who, about, detail].map(cell).join(',')}\n`;
    }
  }
}

const ENTRIES = `SELECT audit.*, a.name AS whoName, b.name AS aboutName FROM audit
  LEFT JOIN people a ON a.id = audit.who LEFT JOIN people b ON b.id = audit.about`;

function toEntry({ whoName, aboutName, ...row }: Row): AuditEntry {
  const { number, at, kind, who, about, detail } = row;
  return { number, at, kind, who: named(who, whoName), about: named(about, aboutName), detail };
}

/** Who was removed has no name any more. */
function named(id: string, name: string | null): string {
  return name ?? (id.startsWith('person_') ? `removed (${id})` : id);
}

/** Spreadsheets take what begins with some signs for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
