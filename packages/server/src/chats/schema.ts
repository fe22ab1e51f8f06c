import { failed, ok, type Result } from '@gigafactory/core/base';
import type { Database } from '../journal/sqlite/library.ts';

/** The layout of the tables. A database of a newer one is refused. */
const LAYOUT = 3;
/** "GFCH": says of any SQLite file that it holds chats of this program. */
const APPLICATION_ID = 0x47464348;

/** A file belongs to the messages that have it, which are several where a question was edited. */
const FILES = `
CREATE TABLE files (
  id TEXT PRIMARY KEY, facts TEXT NOT NULL, content BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE message_files (
  message TEXT NOT NULL, place INTEGER NOT NULL, file TEXT NOT NULL, PRIMARY KEY (message, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_files_by_file ON message_files (file);
`;

/** A factory file is kept once, however many questions are about it. */
const TABLES = `
CREATE TABLE chats (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL, leaf TEXT NOT NULL
) STRICT;
CREATE TABLE messages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chat TEXT NOT NULL, parent TEXT, role TEXT NOT NULL,
  at TEXT NOT NULL, text TEXT NOT NULL, model TEXT NOT NULL, about TEXT NOT NULL, factory TEXT NOT NULL,
  over INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_chat ON messages (chat);
CREATE INDEX messages_by_factory ON messages (factory);
CREATE TABLE events (
  message TEXT NOT NULL, offset INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (message, offset)
) STRICT, WITHOUT ROWID;
CREATE TABLE factories (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE words USING fts5(chat UNINDEXED, message UNINDEXED, text);
INSERT INTO words(words, rank) VALUES ('secure-delete', 1);
${FILES}`;

/** Whose chat or file it is: the id of a person, or empty for whoever has the token of the state folder. */
const OWNERS = `
ALTER TABLE chats ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN owner TEXT NOT NULL DEFAULT '';
CREATE INDEX chats_by_owner ON chats (owner, changed);
`;

/** What makes a database one of the newest layout, by the layout that it has. */
const STEPS: Readonly<Record<number, string>> = {
  0: TABLES + OWNERS,
  1: FILES + OWNERS,
  2: OWNERS,
};

/**
 * Makes the tables of a new database, and what one of an older layout lacks. Codes: `chats.newer`, `chats.foreign`.
 *
 * What is deleted is overwritten with zeros, in the tables by `secure_delete` and in the index of words by its own setting.
 */
export function prepareChats(path: string, database: Database): Result<Database> {
  const [layout = 0] = database.prepare('PRAGMA user_version').raw().get() as number[];
  const [application = 0] = database.prepare('PRAGMA application_id').raw().get() as number[];
  if (application !== 0 && application !== APPLICATION_ID)
    return failed({ code: 'chats.foreign', message: `${path} is no file of chats.` });
  if (layout > LAYOUT) {
    const message = `The chats in ${path} were written by a newer version of Gigafactory.`;
    return failed({ code: 'chats.newer', message });
  }
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  const step = STEPS[layout];
  if (step !== undefined) {
    database.exec(
      `BEGIN; ${step} PRAGMA user_version = ${LAYOUT}; PRAGMA application_id = ${APPLICATION_ID}; COMMIT;`,
    );
  }
  return ok(database);
}
