import { setTimeout as pause } from 'node:timers/promises';
import { createStream } from '@gigafactory/core/base';
import { eventLine, type JournalStart } from '@gigafactory/core/journal';
import { flatTopology } from '@gigafactory/core/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  runStoreConformance,
  type StoreSubject,
} from '../../packages/server/src/journal/conformance.fixture.ts';
import { openStore } from '../../packages/server/src/journal/open.ts';
import { type JournalStore, textOf } from '../../packages/server/src/journal/store.ts';
import {
  acknowledged,
  linesOf,
  WriterProcess,
} from '../../packages/server/src/journal/writer-process.fixture.ts';
import { IS_SYSTEM } from './needed.mjs';
import { type PostgresServer, startPostgres } from './postgres.mjs';
import { Relay } from './relay.ts';

/** Journals in a real PostgreSQL server: what no database made for tests could show. */

const RUN = 'grok-nano';
const START: JournalStart = {
  mode: 'act',
  topology: flatTopology(2),
  fleet: { maxCordonShare: 0.5, warmStandbys: 0, sweepInterval: 600 },
  runs: [],
};
const NEW = { start: START, startedAt: 0 };
const WRITERS_KILLED = 8;
const SERVERS_KILLED = 3;

let server: PostgresServer;
let schemas = 0;

beforeAll(async () => {
  if (IS_SYSTEM) server = await startPostgres();
}, 60_000);
afterAll(() => server?.dispose());

/** A place of its own; `port` is that of a network in between. */
function newPlace({ port = server.port, silenceMs = 5000 } = {}) {
  const schema = `gigafactory_test_${++schemas}`;
  const url = server.url().replace(`:${server.port}/`, `:${port}/`);
  return { kind: 'postgres', url, schema, times: { silenceMs, lockMs: 200 } } as const;
}
type Place = ReturnType<typeof newPlace>;

async function open(place: Place): Promise<JournalStore> {
  const result = await openStore(place, { lingerMs: 20, retryMs: 20 });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

async function problemOf(place: Place) {
  const result = await openStore(place);
  if (result.ok) await result.value.close();
  return result.ok ? undefined : result.problems[0];
}

/** Ends the sessions that have a lock, as a server does that believes its client gone. */
function endLocked(): void {
  server.sql(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted",
  );
}

/** The line of an event like no other. */
function event(at: number): string {
  return eventLine({ at, kind: 'sweepDue' });
}

/** Resolves with the next code that a store tells, and the words. */
function told(store: JournalStore, what: 'troubled' | 'lost'): Promise<[string, string]> {
  return new Promise((resolve) => {
    store.subscribe({ [what]: ({ code = '', message = '' }) => resolve([code, message]) });
  });
}

function newSubject(): StoreSubject {
  const place = newPlace();
  return {
    open: () => openStore(place, { lingerMs: 20, retryMs: 20 }),
    breakLock: endLocked,
    async obstruct() {
      return server.hold(`SELECT * FROM ${place.schema}.writer FOR UPDATE`);
    },
    dispose: () => {
      server.sql(`SET client_min_messages = error; DROP SCHEMA ${place.schema} CASCADE`);
    },
  };
}

describe.runIf(IS_SYSTEM)('a store in PostgreSQL', { retry: 0 }, () => {
  runStoreConformance(newSubject, { describe, it });

  it.each(['lines', 'journals', 'ends', 'orders'])(
    'lets nothing change or remove %s',
    async (table) => {
      const place = newPlace();
      await (await open(place)).close();
      for (const change of ['DELETE FROM', 'TRUNCATE'])
        expect(() => server.sql(`${change} ${place.schema}.${table}`)).toThrow('only ever added');
    },
  );

  it('keeps control planes apart that share a database', async () => {
    const stores = await Promise.all([open(newPlace()), open(newPlace())]);
    for (const [index, store] of stores.entries()) {
      await store.create(RUN, NEW);
      await store.append(RUN, [event(index)], true);
    }
    for (const [index, store] of stores.entries()) {
      expect(await textOf(store, RUN, 2)).toBe(event(index));
      await store.close();
    }
  });
});

describe.runIf(IS_SYSTEM)('a database that cannot be opened', { retry: 0 }, () => {
  const refused = async (place: Place, code: string, words: string) => {
    const problem = await problemOf(place);
    expect(problem?.code).toBe(code);
    expect(problem?.message).toContain(words);
    expect(problem?.message).not.toContain(server.password);
    expect(problem?.message).not.toContain(encodeURIComponent(server.password));
  };
  const database = (name: string) => ({ ...newPlace(), url: server.url(name) });
  const as = (user: string, password: string) => ({
    ...newPlace(),
    url: `postgresql://${user}:${password}@127.0.0.1:${server.port}/postgres`,
  });

  it('says that no server listens', async () => {
    await refused(newPlace({ port: 1 }), 'journal.unreachable', 'ECONNREFUSED');
  });

  it('says that the host is unknown', async () => {
    const url = 'postgresql://u:secret@nowhere.invalid/d';
    await refused({ ...newPlace(), url }, 'journal.unreachable', 'd at nowhere.invalid:5432');
  });

  it('says that the password is wrong, and not which', async () => {
    await refused(as('postgres', 'wrong-one'), 'journal.password', 'authentication failed');
    expect((await problemOf(as('postgres', 'wrong-one')))?.message).not.toContain('wrong-one');
  });

  it('says that there is no such database', async () => {
    await refused(database('nothing'), 'journal.open', '"nothing" does not exist');
  });

  it('says what the user may not do', async () => {
    server.sql("CREATE USER guest PASSWORD 'guest'");
    await refused(as('guest', 'guest'), 'journal.permission', 'permission denied for database');
  });

  it('refuses one that cannot keep all of Unicode', async () => {
    server.sql(
      "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
    );
    await refused(database('latin'), 'journal.encoding', 'LATIN1');
  });

  it('refuses the schema of another program', async () => {
    const place = newPlace();
    server.sql(`CREATE SCHEMA ${place.schema}; CREATE TABLE ${place.schema}.users (name text)`);
    await refused(place, 'journal.corrupt', 'of another program');
  });

  it.each(['layout = 2', "program = '9.8.7'"])('refuses what is newer: %s', async (what) => {
    const place = newPlace();
    await (await open(place)).close();
    server.sql(`UPDATE ${place.schema}.writer SET ${what}`);
    await refused(place, 'journal.newer', 'this is version');
  });

  it('refuses a server that does not wait for its disk', async () => {
    const unsafe = await startPostgres({ settings: { fsync: 'off' } });
    await refused({ ...newPlace(), url: unsafe.url() }, 'journal.unsafe', 'fsync = off');
    await unsafe.dispose();
  });

  it('refuses a server that only follows another', async () => {
    const standby = await startPostgres({ standby: true });
    await refused({ ...newPlace(), url: standby.url() }, 'journal.standby', 'takes no writes');
    await standby.dispose();
  });
});

describe.runIf(IS_SYSTEM)('a writer that loses its server', { retry: 0 }, () => {
  /** A store behind a network, with a journal of one line. */
  async function behindRelay(silenceMs = 700) {
    const relay = await Relay.to(server.port);
    const place = newPlace({ port: relay.port, silenceMs });
    const store = await open(place);
    await store.create(RUN, NEW);
    const close = async () => {
      await store.close();
      relay.close();
    };
    return { relay, place, store, close };
  }

  it.each(['client', 'server'] as const)(
    'writes a line once although the %s was not heard for long',
    async (from) => {
      const { relay, store, close } = await behindRelay();
      const trouble = told(store, 'troubled');
      relay.hush({ from });
      const [first, second] = [event(1), event(2)].map((line) => store.append(RUN, [line], true));
      expect((await trouble)[0]).toBe('journal.silent');
      await Promise.all([first, second, store.append(RUN, [event(3)], true)]);
      expect(await textOf(store, RUN, 2)).toBe(event(1) + event(2) + event(3));
      await close();
    },
  );

  /** Longer than any of this takes, ms: before it has given its server up, it does not try to come back. */
  const FAR = 120_000;

  const refusedAs = (given: Promise<void>, code: string) =>
    expect(given).rejects.toMatchObject({ problem: { code } });

  it('commits nothing when it is heard again after another took over', async () => {
    const { relay, place, store, close } = await behindRelay(FAR);
    const release = relay.hush({ from: 'client' });
    const late = refusedAs(store.append(RUN, [event(1)], true), 'journal.fenced');
    const lost = told(store, 'lost');
    await pause(50);
    endLocked();
    const newer = await open({ ...place, url: server.url() });
    await newer.append(RUN, [event(2)], true);
    release();
    await late;
    expect((await lost)[0]).toBe('journal.fenced');
    expect(await textOf(newer, RUN, 2)).toBe(event(2));
    await newer.close();
    await close();
  });

  it('commits nothing over a session that outlived its lock', async () => {
    const { relay, place, store, close } = await behindRelay(FAR);
    const release = relay.hush({ from: 'client' });
    const late = refusedAs(store.append(RUN, [event(1)], true), 'journal.fenced');
    await pause(50);
    server.sql(`UPDATE ${place.schema}.writer SET fence = fence + 1`);
    release();
    await late;
    expect(server.sql(`SELECT max(line) FROM ${place.schema}.lines`)).toBe('1');
    await close();
  });

  it('ends when the server has lost what it acknowledged', async () => {
    const { place, store, close } = await behindRelay();
    for (const at of [1, 2]) await store.append(RUN, [event(at)], true);
    const lost = told(store, 'lost');
    server.sql(`UPDATE ${place.schema}.writer SET commits = commits - 2`);
    endLocked();
    await refusedAs(store.append(RUN, [event(3)], true), 'journal.rewound');
    expect((await lost)[1]).toContain('2 commits are missing');
    await close();
  });

  it('waits while the server takes no writes, and goes on when it does', async () => {
    const { store, close } = await behindRelay(FAR);
    server.sql('ALTER SYSTEM SET default_transaction_read_only = on');
    server.sql('SELECT pg_reload_conf()');
    await pause(300);
    const trouble = told(store, 'troubled');
    const line = store.append(RUN, [event(1)], true);
    expect((await trouble)[0]).toBe('journal.standby');
    server.sql('SET default_transaction_read_only = off; ALTER SYSTEM RESET ALL');
    server.sql('SELECT pg_reload_conf()');
    await line;
    expect(await textOf(store, RUN, 2)).toBe(event(1));
    await close();
  });
});

describe.runIf(IS_SYSTEM)("a server's disk that is full", { retry: 0 }, () => {
  it('stops acknowledgements until there is room, and loses none', async () => {
    const small = await startPostgres({ small: '16m' });
    small.sql('ALTER ROLE postgres SET default_tablespace = small');
    const store = await open({ ...newPlace(), url: small.url() });
    await store.create(RUN, NEW);
    const trouble = told(store, 'troubled');
    let isFull = false;
    void trouble.then(() => (isFull = true));
    const given: string[] = [];
    const waiting: Promise<void>[] = [];
    // Of uneven text: what repeats itself is kept compressed.
    const random = createStream(5);
    while (!isFull) {
      const filling = Array.from({ length: 4000 }, () => random.next().toString(36)).join('');
      given.push(`${JSON.stringify({ at: given.length, filling })}\n`);
      waiting.push(store.append(RUN, [given.at(-1)!], true));
      await Promise.race([trouble, waiting.at(-1)]);
    }
    expect((await trouble)[0]).toBe('journal.full');
    small.resize('64m');
    await Promise.all(waiting);
    expect(await textOf(store, RUN, 2)).toBe(given.join(''));
    await store.close();
    await small.dispose();
  });
});

describe.runIf(IS_SYSTEM)('kill -9', { retry: 0 }, () => {
  let writer: WriterProcess;
  afterEach(() => writer.end('SIGKILL'));

  it(`of a writer loses nothing that it acknowledged, ${WRITERS_KILLED} times over`, async () => {
    const place = newPlace();
    const moments = createStream(7);
    for (let kill = 0; kill < WRITERS_KILLED; kill++) {
      writer = new WriterProcess(place);
      await writer.until(/^run-/);
      await pause(150 * moments.next());
      await writer.end('SIGKILL');
      await isWhole(place);
    }
  });

  it(`of the server loses nothing either, and its writer goes on, ${SERVERS_KILLED} times over`, async () => {
    const place = newPlace();
    const moments = createStream(11);
    writer = new WriterProcess(place);
    for (let kill = 0; kill < SERVERS_KILLED; kill++) {
      await writer.until(/^run-/, writer.said.length);
      await pause(150 * moments.next());
      const before = writer.said.length;
      await server.kill();
      await writer.until(/^troubled journal\.unreachable/, before);
      await server.start();
      await writer.until(/^recovered/, before);
    }
    await writer.until(/^run-/, writer.said.length);
    await writer.end('SIGKILL');
    await isWhole(place);
  });

  async function isWhole(place: Place): Promise<void> {
    const store = await openStore({ ...place, times: { lockMs: 5000 } });
    if (!store.ok) throw new Error(store.problems[0]?.message);
    const lines = await linesOf(store.value);
    const promised = acknowledged(writer.said);
    expect(promised.size).toBeGreaterThan(0);
    for (const [run, line] of promised) expect(lines.get(run)).toBeGreaterThanOrEqual(line);
    await store.value.close();
  }
});
