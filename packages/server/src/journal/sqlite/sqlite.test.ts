import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { flatTopology } from '@gigafactory/core/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStoreConformance, type StoreSubject } from '../conformance.fixture.ts';
import { openStore } from '../open.ts';
import { type Database, loadLibsql } from './library.ts';

function newSubject(): StoreSubject {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-journal-'));
  const path = join(folder, 'journal.db');
  return {
    open: () => openStore({ kind: 'file', path }, { lingerMs: 20, retryMs: 20 }),
    breakLock: () => rmSync(`${path}.lock`),
    async obstruct() {
      const other = connect(path);
      other.exec('BEGIN IMMEDIATE');
      return () => void other.close();
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

runStoreConformance(newSubject, { describe, it });

/** Another program at the same file. */
function connect(path: string): Database {
  const libsql = loadLibsql();
  if (!libsql.ok) throw new Error(libsql.problems[0]?.message);
  return new libsql.value(path);
}

describe('openStore', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gigafactory-journal-'));
    path = join(folder, 'journal.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A database with a journal of many lines. */
  async function fill(): Promise<void> {
    const store = await openOrThrow();
    const policy = { maxCordonShare: 1, warmStandbys: 0, sweepInterval: 1 };
    const start = { mode: 'act', topology: flatTopology(1), fleet: policy, runs: [] } as const;
    await store.create('a', { start, startedAt: 0 });
    const lines = Array.from({ length: 2000 }, (_, at) => JSON.stringify({ at }));
    await store.append('a', lines, true);
    await store.close();
  }

  async function openOrThrow() {
    const result = await openStore({ kind: 'file', path });
    if (!result.ok) throw new Error(result.problems[0]?.message);
    return result.value;
  }

  async function problem() {
    const result = await openStore({ kind: 'file', path });
    if (result.ok) await result.value.close();
    return result.ok ? undefined : result.problems[0];
  }

  function change(sql: string): void {
    const database = connect(path);
    database.exec(sql);
    database.close();
  }

  it('says that the library is missing, and how to get it', () => {
    const missing = loadLibsql(() => {
      throw new Error("Cannot find module 'libsql'\nRequire stack:");
    });
    expect(missing.ok || missing.problems).toMatchObject([{ code: 'journal.library' }]);
    const { message = '' } = missing.ok ? {} : (missing.problems[0] ?? {});
    expect(message).toMatch(/Cannot find module 'libsql'\)\. Install it with `npm install libsql@/);
  });

  it('refuses a folder that is not there', async () => {
    path = join(folder, 'no', 'journal.db');
    expect(await problem()).toMatchObject({ code: 'journal.open' });
  });

  it('makes a file that only its owner reads', async () => {
    await fill();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['what is no database', () => writeFileSync(path, 'This is not a database. '.repeat(100))],
    ['the database of another program', () => change('CREATE TABLE users (name TEXT)')],
  ])('refuses %s, and leaves it as it is', async (_, make) => {
    make();
    const before = readFileSync(path);
    expect(await problem()).toMatchObject({ code: 'journal.corrupt' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a database with a damaged page', async () => {
    await fill();
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length - 3 * 4096, bytes.length - 2 * 4096);
    writeFileSync(path, bytes);
    expect(await problem()).toMatchObject({ code: 'journal.corrupt' });
  });

  it('refuses one that was cut off', async () => {
    await fill();
    writeFileSync(path, readFileSync(path).subarray(0, 6 * 4096));
    expect(await problem()).toMatchObject({ code: 'journal.corrupt' });
  });

  it.each([
    ['a newer layout', 'PRAGMA user_version = 2'],
    ['a newer program', "UPDATE writer SET program = '9.8.7'"],
    ['a layout without a writer', 'PRAGMA user_version = 2; ALTER TABLE writer RENAME TO writers'],
  ])('refuses %s and says which', async (_, sql) => {
    await fill();
    change(sql);
    const { code, message } = (await problem())!;
    expect(code).toBe('journal.newer');
    expect(message).toContain(`this is version ${PROGRAM_VERSION}`);
    if (sql.includes('9.8.7')) expect(message).toContain('written by version 9.8.7 of Gigafactory');
  });

  it('reads what an older program wrote', async () => {
    await fill();
    change("UPDATE writer SET program = '0.0.9'");
    const store = await openOrThrow();
    expect(store.find('a')?.lines).toBe(2001);
    await store.close();
  });

  it.each(['lines', 'journals', 'ends', 'orders'])(
    'lets nothing change or remove %s',
    async (table) => {
      await fill();
      change(`INSERT INTO ends VALUES (1, 2);
        INSERT INTO orders VALUES (1, 1, 1, 1, '', '{}')`);
      expect(() => change(`DELETE FROM ${table}`)).toThrow('only ever added');
      const column = table === 'journals' ? 'id' : table === 'orders' ? 'id' : 'journal';
      expect(() => change(`UPDATE ${table} SET ${column} = 7`)).toThrow('only ever added');
    },
  );
});
