import { failed, ok, type Result } from '@gigafactory/core/base';
import type { Database } from '../journal/sqlite/library.ts';

/** The layout of the tables. A database of a newer one is refused. */
const LAYOUT = 1;
/** "GFPE": says of any SQLite file that it holds people of this program. */
const APPLICATION_ID = 0x47465045;

/** Of every secret only a hash is here. The audit has ids and no names, so that who is removed is not in it by name. */
const TABLES = `
CREATE TABLE people (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, role TEXT NOT NULL, tier TEXT NOT NULL,
  password TEXT, disabled INTEGER NOT NULL DEFAULT 0, made TEXT NOT NULL, seen TEXT
) STRICT;
CREATE TABLE invitations (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE, until INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, proof TEXT NOT NULL,
  made INTEGER NOT NULL, seen INTEGER NOT NULL, browser TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person);
CREATE TABLE devices (hash TEXT PRIMARY KEY, person TEXT NOT NULL, seen INTEGER NOT NULL) STRICT;
CREATE TABLE removed (person TEXT PRIMARY KEY) STRICT;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL,
  about TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
`;

/** Makes the tables of a new database; what is deleted from them is overwritten. Codes: `people.newer`, `people.foreign`. */
export function preparePeople(path: string, database: Database): Result<Database> {
  // Commands and a server have it at once.
  database.exec('PRAGMA busy_timeout = 5000');
  const [layout = 0] = database.prepare('PRAGMA user_version').raw().get() as number[];
  const [application = 0] = database.prepare('PRAGMA application_id').raw().get() as number[];
  if (application !== 0 && application !== APPLICATION_ID)
    return failed({ code: 'people.foreign', message: `${path} is no file of people.` });
  if (layout > LAYOUT) {
    const message = `The people in ${path} were written by a newer version of Gigafactory.`;
    return failed({ code: 'people.newer', message });
  }
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  if (layout === 0) {
    database.exec(
      `BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${LAYOUT}; PRAGMA application_id = ${APPLICATION_ID}; COMMIT;`,
    );
  }
  return ok(database);
}
