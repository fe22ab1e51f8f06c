import { failed, ok, type Result } from '@gigafactory/core/base';
import { newerProblem } from '../versions.ts';
import { corrupt, type Database, faultOf, wordsOf } from './library.ts';

/** The layout of the tables. A database of a newer one is refused; there is no older one yet. */
const LAYOUT = 1;
/** "GFJL": says of any SQLite file that it is a journal of this program. */
const APPLICATION_ID = 0x47464a4c;

/**
 * Lines, orders and ends are only ever added, which triggers enforce: a bug of the program cannot rewrite what
 * happened. Lines lie in the order in which they came, so that a commit for many runs writes few pages. Snapshots can be computed again, so old ones go.
 */
const TABLES = `
CREATE TABLE writer (
  id INTEGER PRIMARY KEY CHECK (id = 1), fence INTEGER NOT NULL, holder TEXT NOT NULL, program TEXT NOT NULL
) STRICT;
INSERT INTO writer VALUES (1, 0, '', '');
CREATE TABLE journals (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL, generation INTEGER NOT NULL, started_at INTEGER NOT NULL,
  program TEXT NOT NULL, UNIQUE (run, generation)
) STRICT;
CREATE TABLE lines (
  id INTEGER PRIMARY KEY, journal INTEGER NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX lines_by_journal ON lines (journal, line);
CREATE TABLE ends (journal INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, journal INTEGER, at INTEGER, time INTEGER NOT NULL, by TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_journal ON orders (journal);
CREATE TABLE snapshots (
  journal INTEGER NOT NULL, lines INTEGER NOT NULL, program TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (journal, lines)
) STRICT, WITHOUT ROWID;
`;

const APPEND_ONLY = ['journals', 'lines', 'ends', 'orders'];

/** Opens a database for its only writer, and makes the tables of a new one. */
export function prepareDatabase(path: string, database: Database): Result<Database> {
  return guarded(path, () => {
    const tables = countTables(path, database);
    if (!tables.ok) return tables;
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    if (tables.value === 0) createTables(database);
    return ok(database);
  });
}

/** Whether a database is one that this program can read; an empty one is. */
export function checkTables(path: string, database: Database): Result<number> {
  return guarded(path, () => countTables(path, database));
}

function countTables(path: string, database: Database): Result<number> {
  const [layout = 0] = database.prepare('PRAGMA user_version').raw().get() as number[];
  const [application = 0] = database.prepare('PRAGMA application_id').raw().get() as number[];
  const [tables = 0] = database
    .prepare('SELECT count(*) FROM sqlite_schema')
    .raw()
    .get() as number[];
  if (tables === 0) return ok(0);
  if (application !== APPLICATION_ID) return foreign(path);
  return newerProgram(path, database, layout) ?? ok(tables);
}

function guarded<Value>(path: string, act: () => Result<Value>): Result<Value> {
  try {
    return act();
  } catch (error) {
    const fault = faultOf(error);
    if (fault === 'broken') return failed(corrupt(path, error));
    if (fault === 'busy') throw error;
    const message = `The journal database ${path} cannot be opened (${wordsOf(error)}).`;
    return failed({ code: fault === 'full' ? 'journal.full' : 'journal.open', message });
  }
}

/** Damage in any page; about 0.1 s for 100 MB that the system has in memory. */
export function checkDatabase(path: string, database: Database): Result<Database> {
  try {
    const [verdict] = database.prepare('PRAGMA quick_check(1)').raw().get() as string[];
    return verdict === 'ok' ? ok(database) : failed(corrupt(path, new Error(verdict)));
  } catch (error) {
    return failed(corrupt(path, error));
  }
}

function createTables(database: Database): void {
  const triggers = APPEND_ONLY.flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (change) =>
        `CREATE TRIGGER ${table}_no_${change.toLowerCase()} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, '${table} are only ever added'); END;`,
    ),
  );
  database.exec(
    `BEGIN IMMEDIATE; ${TABLES} ${triggers.join('\n')} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT}; COMMIT;`,
  );
}

function foreign(path: string): Result<never> {
  const message = `${path} is a database of another program, not a journal of Gigafactory.`;
  return failed({ code: 'journal.corrupt', message });
}

function newerProgram(path: string, database: Database, layout: number): Result<never> | undefined {
  const program = layout <= LAYOUT || hasWriter(database) ? programOf(database) : '';
  const problem = newerProblem(path, { layout, program }, LAYOUT);
  return problem && failed(problem);
}

function hasWriter(database: Database): boolean {
  const sql = "SELECT count(*) FROM pragma_table_info('writer') WHERE name = 'program'";
  return (database.prepare(sql).raw().get() as number[])[0] === 1;
}

function programOf(database: Database): string {
  const row = database.prepare('SELECT program FROM writer').raw().get() as string[] | undefined;
  return row?.[0] ?? '';
}
