import { createRequire } from 'node:module';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type Libsql from 'libsql';

export type Database = Libsql.Database;
export type DatabaseConstructor = typeof Libsql;

/**
 * The library is native and therefore optional: where it was left out, or has no build for the machine, only
 * journals cannot be kept. Code: `journal.library`.
 */
export function loadLibsql(
  load: (name: string) => unknown = createRequire(import.meta.url),
): Result<DatabaseConstructor> {
  try {
    return ok(load('libsql') as DatabaseConstructor);
  } catch (error) {
    const machine = `${process.platform}-${process.arch}`;
    const message = `Journals need the package libsql, which cannot be loaded here (${wordsOf(error)}). Install it with \`npm install libsql@0.5.29\`; if it is installed, it has no build for ${machine}.`;
    return failed({ code: 'journal.library', message });
  }
}

/** What became of a statement, by the code that SQLite gave it. */
export type Fault = 'full' | 'busy' | 'input' | 'broken' | 'other';

export function faultOf(error: unknown): Fault {
  const code = codeOf(error);
  if (code === 'SQLITE_FULL') return 'full';
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) return 'input';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'broken';
  return 'other';
}

export function corrupt(path: string, error: unknown): Problem {
  const message = `The journal database ${path} is damaged (${wordsOf(error)}). Put it aside and start again, or restore a copy; nothing in it was changed.`;
  return { code: 'journal.corrupt', message };
}

export function wordsOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
