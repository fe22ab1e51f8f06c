import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type Database, type DatabaseConstructor, faultOf, wordsOf } from './library.ts';

export interface Lock {
  release(): void;
}

/**
 * The lock of the only writer: a transaction held open on a small database beside the journal. The operating
 * system drops it with the process, however that ends, so there is no stale lock to clear. Codes: that of `held`,
 * `journal.open`.
 *
 * @param held says that another process has it
 */
export function takeLock(
  path: string,
  Libsql: DatabaseConstructor,
  held: () => Problem,
): Result<Lock> {
  let database: Database | undefined;
  try {
    database = new Libsql(path);
    database.exec('BEGIN EXCLUSIVE');
    const locked = database;
    return ok({ release: () => void locked.close() });
  } catch (error) {
    database?.close();
    if (faultOf(error) === 'busy') return failed(held());
    const message = `The lock of the journal, ${path}, cannot be taken (${wordsOf(error)}).`;
    return failed({ code: 'journal.open', message });
  }
}
