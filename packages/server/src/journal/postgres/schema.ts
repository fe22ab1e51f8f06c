import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { newerProblem } from '../versions.ts';
import type { Session } from './session.ts';

/** The layout of the tables. One that is newer is refused; there is no older one yet. */
const LAYOUT = 1;

/** What a schema may be named: it stands in statements as it is. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * As in SQLite, lines, orders and ends are only ever added. `commits` counts what the writers of all times
 * committed: a writer that lost its connection finds out by it whether its last commit was done, and a server
 * that knows fewer than it acknowledged is not the one that acknowledged them.
 */
function tablesOf(schema: string): string {
  return `
CREATE SCHEMA IF NOT EXISTS ${schema};
CREATE TABLE ${schema}.writer (
  id integer PRIMARY KEY CHECK (id = 1), layout integer NOT NULL, fence bigint NOT NULL,
  commits bigint NOT NULL, holder text NOT NULL, program text NOT NULL
);
INSERT INTO ${schema}.writer VALUES (1, ${LAYOUT}, 0, 0, '', '');
CREATE TABLE ${schema}.journals (
  id integer PRIMARY KEY, run text NOT NULL, generation integer NOT NULL, started_at bigint NOT NULL,
  program text NOT NULL, UNIQUE (run, generation)
);
CREATE TABLE ${schema}.lines (
  journal integer NOT NULL, line integer NOT NULL, text text NOT NULL, PRIMARY KEY (journal, line)
);
CREATE TABLE ${schema}.ends (journal integer PRIMARY KEY, at bigint NOT NULL);
CREATE TABLE ${schema}.orders (
  id integer PRIMARY KEY, journal integer, at bigint, time bigint NOT NULL, by text NOT NULL,
  text text NOT NULL
);
CREATE INDEX orders_by_journal ON ${schema}.orders (journal);
CREATE TABLE ${schema}.snapshots (
  journal integer NOT NULL, lines integer NOT NULL, program text NOT NULL, text text NOT NULL,
  PRIMARY KEY (journal, lines)
);
CREATE FUNCTION ${schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME; END $$;
${APPEND_ONLY.map(
  (table) =>
    `CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.${table} EXECUTE FUNCTION ${schema}.refuse();`,
).join('\n')}`;
}

const APPEND_ONLY = ['journals', 'lines', 'ends', 'orders'];

/** Throws for a name that no control plane would have chosen. */
export function checkName(schema: string): string {
  if (!SCHEMA.test(schema)) throw new RangeError(`${JSON.stringify(schema)} is no schema of ours`);
  return schema;
}

/**
 * Why this server does not keep what it acknowledges, or not as it is; undefined if it does. Codes:
 * `journal.standby`, `journal.unsafe`, `journal.encoding`.
 */
export async function serverProblem(session: Session, words: string): Promise<Problem | undefined> {
  const [server] = await session.ask(
    `SELECT pg_is_in_recovery() AS standby, current_setting('fsync') AS fsync,
      current_setting('server_encoding') AS encoding`,
  );
  const refuse = (code: string, why: string): Problem => ({
    code,
    message: `PostgreSQL (${words}) ${why}`,
  });
  if (server?.['standby'] === true) {
    const why = 'is a standby or recovers, and takes no writes. Name the primary in DATABASE_URL.';
    return refuse('journal.standby', why);
  }
  if (server?.['fsync'] !== 'on') {
    const why = 'runs with fsync = off: what it acknowledges is lost with its machine. Turn it on.';
    return refuse('journal.unsafe', why);
  }
  if (server['encoding'] !== 'UTF8') {
    const why = `keeps texts as ${server['encoding']}, which has no place for all of Unicode. Create the database with ENCODING 'UTF8'.`;
    return refuse('journal.encoding', why);
  }
  return undefined;
}

interface Wanted {
  readonly schema: string;
  readonly words: string;
  readonly mustExist: boolean;
}

/** Makes the tables of a new schema, or looks whether they are ours and old enough. */
export async function prepareSchema(
  session: Session,
  { schema, words, mustExist }: Wanted,
): Promise<Result<undefined>> {
  const [found] = await session.ask(
    `SELECT (SELECT count(*)::int FROM pg_tables WHERE schemaname = $1) AS tables,
      to_regclass($2) IS NOT NULL AS "isOurs"`,
    [schema, `${schema}.writer`],
  );
  if (found?.['tables'] === 0 && mustExist) {
    const message = `PostgreSQL (${words}) has no schema ${schema}, in which the journals of this control plane are: DATABASE_URL names another database.`;
    return failed({ code: 'journal.elsewhere', message });
  }
  if (found?.['tables'] === 0) {
    await session.ask(`BEGIN; ${tablesOf(schema)} COMMIT;`);
    return ok(undefined);
  }
  const where = `${schema} in PostgreSQL (${words})`;
  if (found?.['isOurs'] !== true) {
    const message = `The schema ${where} is of another program, not a journal of Gigafactory.`;
    return failed({ code: 'journal.corrupt', message });
  }
  const [writer] = await session.ask(`SELECT layout, program FROM ${schema}.writer`);
  const written = { layout: Number(writer?.['layout']), program: String(writer?.['program']) };
  const newer = newerProblem(where, written, LAYOUT);
  return newer ? failed(newer) : ok(undefined);
}
