import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { runStoreConformance, type StoreSubject } from '../conformance.fixture.ts';
import { loadLibsql } from './library.ts';
import { openStore } from './open.ts';

function newSubject(): StoreSubject {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-journal-'));
  const path = join(folder, 'journal.db');
  return {
    open: () => openStore(path, { lingerMs: 20, retryMs: 20 }),
    breakLock: () => rmSync(`${path}.lock`),
    obstruct() {
      const libsql = loadLibsql();
      if (!libsql.ok) throw new Error(libsql.problems[0]?.message);
      const other = new libsql.value(path);
      other.exec('BEGIN IMMEDIATE');
      return () => void other.close();
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

runStoreConformance(newSubject, { describe, it });
