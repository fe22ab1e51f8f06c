import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import {
  andThen,
  failed,
  mapValue,
  ok,
  PROGRAM_VERSION,
  type Problem,
  type Result,
} from '@gigafactory/core/base';
import type { StoreBackend, StoreReader } from '../write.ts';
import { openCommits } from './commits.ts';
import {
  type Database,
  type DatabaseConstructor,
  faultOf,
  loadLibsql,
  wordsOf,
} from './library.ts';
import { type Lock, takeLock } from './lock.ts';
import { Reader } from './reader.ts';
import { checkDatabase, checkTables, prepareDatabase } from './schema.ts';
import { raiseFence } from './writer.ts';

/** How long another program that reads or copies the file may keep it locked, ms. */
const BUSY_MS = 2000;

/** Above this, damage is found where it is read and not on opening, which must not take long, B. */
const CHECKED_SIZE = 256 * 2 ** 20;

/**
 * Opens the journals in the file at `path` for their only writer; it is made if there is none. Codes:
 * `journal.library`, that of `held`, `journal.newer`, `journal.corrupt`, `journal.open`, `journal.busy`,
 * `journal.full`.
 *
 * @param held says that another process, whose words are given, writes them
 */
export async function openSqlite(path: string, held = heldByPlane): Promise<Result<StoreBackend>> {
  return andThen(loadLibsql(), (Libsql) =>
    andThen(
      takeLock(`${path}.lock`, Libsql, () => held(holderIn(path, Libsql))),
      (lock) => {
        const fence = prepare(path, Libsql);
        if (!fence.ok) lock.release();
        return mapValue(fence, (number) => backendOf(path, Libsql, lock, number));
      },
    ),
  );
}

/**
 * Reads the journals in a file beside whoever writes them: takes no lock, and changes nothing. Codes:
 * `journal.library`, `journal.newer`, `journal.corrupt`, `journal.open`, `journal.busy`.
 */
export function readSqlite(path: string): Result<StoreReader> {
  return andThen(loadLibsql(), (Libsql) => {
    let database: Database | undefined;
    try {
      database = new Libsql(path, { timeout: BUSY_MS, readonly: true, fileMustExist: true });
      const checked = checkTables(path, database);
      if (!checked.ok) {
        database.close();
        return checked;
      }
      return ok(new Reader(database));
    } catch (error) {
      database?.close();
      return failed(cannotOpen(path, error));
    }
  });
}

function heldByPlane(holder: string): Problem {
  const message = `Another control plane has this journal (${holder}); stop it first.`;
  return { code: 'journal.held', message };
}

function cannotOpen(path: string, error: unknown): Problem {
  const isBusy = faultOf(error) === 'busy';
  const message = `The journal database ${path} cannot be opened (${wordsOf(error)}).`;
  return { code: isBusy ? 'journal.busy' : 'journal.open', message };
}

function backendOf(
  path: string,
  Libsql: DatabaseConstructor,
  lock: Lock,
  fence: number,
): StoreBackend {
  const commits = openCommits(Libsql, { path, fence });
  return {
    fence,
    reader: new Reader(new Libsql(path)),
    commit: commits.commit,
    release: async () => {
      await commits.close();
      lock.release();
    },
  };
}

/** Checks the database, makes it if there is none, and gives the number of its new writer. */
function prepare(path: string, Libsql: DatabaseConstructor): Result<number> {
  let database: Database | undefined;
  try {
    database = new Libsql(path, { timeout: BUSY_MS });
    const ready = prepareDatabase(path, database);
    if (!ready.ok) return ready;
    const checked = statSync(path).size > CHECKED_SIZE ? ready : checkDatabase(path, ready.value);
    if (!checked.ok) return checked;
    keepEntries(path);
    return ok(raiseFence(database, holder(), PROGRAM_VERSION));
  } catch (error) {
    return failed(cannotOpen(path, error));
  } finally {
    database?.close();
  }
}

/** Makes a new file durable in its folder, and readable by its owner only. */
function keepEntries(path: string): void {
  chmodSync(path, 0o600);
  // Windows cannot sync a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Who writes, for whom it keeps out. */
function holder(): string {
  return `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`;
}

function holderIn(path: string, Libsql: DatabaseConstructor): string {
  try {
    const database = new Libsql(path);
    const row = database.prepare('SELECT holder FROM writer').raw().get() as string[] | undefined;
    database.close();
    return row?.[0] ?? 'it is opening it';
  } catch {
    return 'it is opening it';
  }
}
