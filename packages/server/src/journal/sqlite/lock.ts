import { failed, ok, type Result } from '@gigafactory/core/base';
import { type Database, type DatabaseConstructor, faultOf, wordsOf } from './library.ts';

export interface Lock {
  release(): void;
}

/**
 * The lock of the only writer: a transaction held open on a small database beside the journal. The operating
 * system drops it with the process, however that ends, so there is no stale lock to clear. `holder` says who
 * has it. Codes: `journal.held`, `journal.open`.
 */
export function takeLock(
  path: string,
  Libsql: DatabaseConstructor,
  holder: () => string,
): Result<Lock> {
  let database: Database | undefined;
  try {
    database = new Libsql(path);
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return ok({ release: () => void held.close() });
  } catch (error) {
    database?.close();
    if (faultOf(error) === 'busy') {
      const message = `Another control plane has this journal (${holder()}); stop it first.`;
      return failed({ code: 'journal.held', message });
    }
    const message = `The lock of the journal, ${path}, cannot be taken (${wordsOf(error)}).`;
    return failed({ code: 'journal.open', message });
  }
}
