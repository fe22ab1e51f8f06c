import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { failed, ok, PROGRAM_VERSION, type Problem, type Result } from '@gigafactory/core/base';
import type { StoreBackend } from '../write.ts';
import { type Address, readAddress } from './address.ts';
import { type Fault, faultOf, Refused } from './faults.ts';
import { loadPostgres, type Postgres } from './library.ts';
import { type Backend, backendOf, endBackend, lockKey, takeLock } from './lock.ts';
import { PostgresReader } from './reader.ts';
import { checkName, prepareSchema, serverProblem } from './schema.ts';
import { Session } from './session.ts';
import { PostgresWriter } from './writer.ts';

export interface PostgresPlace {
  /** As `DATABASE_URL` has it. */
  readonly url: string;
  /** The schema of this control plane alone. */
  readonly schema: string;
  /** Whether it holds journals already: another database is then not begun. */
  readonly mustExist?: boolean;
  /** How long a server that does not take connections yet is waited for, ms; by default not at all. */
  readonly startMs?: number;
  readonly times?: PostgresTimes;
}

/** Only tests say so. */
interface PostgresTimes {
  /** After this long without an answer a session is given up; by default 15,000 ms. */
  readonly silenceMs?: number;
  /** A lock of others is waited for this long; by default 5,000 ms. */
  readonly lockMs?: number;
}

const START_RETRY_MS = 100;
const SILENCE_MS = 15_000;
const LOCK_MS = 5000;
/** Connections for reading. */
const READERS = 2;

interface Database extends Address {
  readonly postgres: Postgres;
  readonly schema: string;
  readonly mustExist: boolean;
  readonly silenceMs: number;
  readonly lockMs: number;
}

/**
 * Opens the journals in a schema of a PostgreSQL database for their only writer; the schema is made if there is
 * none. Codes: `journal.library`, `journal.url`, `journal.unreachable`, `journal.silent`, `journal.password`,
 * `journal.permission`, `journal.open`, `journal.standby`, `journal.unsafe`, `journal.encoding`,
 * `journal.held`, `journal.elsewhere`, `journal.newer`, `journal.corrupt`, `journal.full`, `journal.busy`, `journal.broken`.
 */
export async function openPostgres({
  url,
  schema,
  mustExist = false,
  startMs = 0,
  times = {},
}: PostgresPlace): Promise<Result<StoreBackend>> {
  const postgres = await loadPostgres();
  if (!postgres.ok) return postgres;
  const address = readAddress(url, postgres.value);
  if (!address.ok) return address;
  const { silenceMs = SILENCE_MS, lockMs = LOCK_MS } = times;
  const database: Database = {
    ...address.value,
    ...{ postgres: postgres.value, schema: checkName(schema), mustExist, silenceMs, lockMs },
  };
  for (const end = performance.now() + startMs; ; ) {
    const { opened, fault } = await openOnce(database);
    if (opened) return opened;
    if (!fault.isStarting || performance.now() >= end) return failed(fault.problem);
    await pause(START_RETRY_MS);
  }
}

type Attempt =
  | { readonly opened: Result<StoreBackend>; readonly fault?: never }
  | { readonly opened?: never; readonly fault: Fault };

async function openOnce(database: Database): Promise<Attempt> {
  let session: Session | undefined;
  try {
    session = await openSession(database);
    const opened = await openLocked(database, session);
    if (!opened.ok) await session.end();
    return { opened };
  } catch (error) {
    session?.destroy();
    return { fault: faultOf(error, database.words) };
  }
}

async function openLocked(database: Database, session: Session): Promise<Result<StoreBackend>> {
  const { postgres, url, schema, words, silenceMs, lockMs } = database;
  if (!(await takeLock(session, lockKey(schema), lockMs))) {
    return failed(heldProblem(await holderOf(database, session)));
  }
  const ready = await prepareSchema(session, database);
  if (!ready.ok) return ready;
  const { fence, commits } = await raiseFence(database, session);
  let backend = await backendOf(session);
  const renew = async () => {
    const renewed = await renewSession(database, fence, backend);
    backend = await backendOf(renewed);
    return renewed;
  };
  const writer = new PostgresWriter({ schema, words, fence, commits, session, renew });
  const pool = new postgres.Pool({
    ...{ connectionString: url, application_name: 'gigafactory', max: READERS, keepAlive: true },
    ...{ connectionTimeoutMillis: silenceMs, query_timeout: silenceMs },
  });
  // The next reading takes another connection, or says what is wrong.
  pool.on('error', () => {});
  return ok({
    fence,
    reader: new PostgresReader(pool, schema),
    commit: (writes) => writer.commit(writes),
    release: () => writer.close(),
  });
}

/** A session on a server that keeps what it acknowledges. Rejects otherwise. */
async function openSession(database: Database): Promise<Session> {
  const { postgres, url, words, silenceMs, lockMs } = database;
  const session = await Session.connect(postgres, url, silenceMs);
  try {
    const problem = await serverProblem(session, words);
    if (problem) throw new Refused(problem);
    await session.ask(SETTINGS, [String(lockMs)]);
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/**
 * Whatever the server's own defaults are: a commit is on its disk, and on that of a synchronous standby if it
 * has one, before it is acknowledged; a session whose client has gone ends within half a minute; and one that
 * is idle does not end. Settings that a version does not know are left alone.
 */
const SETTINGS = `
SELECT set_config(name, value, false) FROM (VALUES
  ('synchronous_commit',
   CASE WHEN current_setting('synchronous_commit') = 'remote_apply' THEN 'remote_apply' ELSE 'on' END),
  ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'),
  ('tcp_user_timeout', '25000'), ('idle_session_timeout', '0'), ('lock_timeout', $1)
) AS wanted (name, value) WHERE EXISTS (SELECT FROM pg_settings WHERE pg_settings.name = wanted.name)`;

/** After a session was lost: another with the lock, or one that will find that this writer was overtaken. */
async function renewSession(database: Database, fence: number, lost: Backend): Promise<Session> {
  const { schema, lockMs } = database;
  const session = await openSession(database);
  try {
    const [writer] = await session.ask(`SELECT fence FROM ${schema}.writer`);
    if (Number(writer?.['fence']) !== fence) return session;
    await endBackend(session, lost);
    if (await takeLock(session, lockKey(schema), lockMs)) return session;
    throw new Refused(heldProblem(await holderOf(database, session)));
  } catch (error) {
    session.destroy();
    throw error;
  }
}

/** Every older writer is refused from now on. */
async function raiseFence({ schema }: Database, session: Session) {
  const [writer] = await session.ask(
    `UPDATE ${schema}.writer SET fence = fence + 1, holder = $1, program = $2 RETURNING fence, commits`,
    [`process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`, PROGRAM_VERSION],
  );
  return { fence: Number(writer?.['fence']), commits: Number(writer?.['commits']) };
}

async function holderOf({ schema }: Database, session: Session): Promise<string> {
  try {
    const [writer] = await session.ask(`SELECT holder FROM ${schema}.writer`);
    return String(writer?.['holder'] || 'it is opening it');
  } catch {
    return 'it is opening it';
  }
}

function heldProblem(holder: string): Problem {
  const message = `Another control plane has this journal (${holder}); stop it first. If its machine is gone, the database lets go of it within half a minute.`;
  return { code: 'journal.held', message };
}
