import { createHash } from 'node:crypto';
import type { Session } from './session.ts';

/** A session as its server knows it: processes get numbers again, but not at the same moment. */
export interface Backend {
  readonly pid: number;
  readonly since: string;
}

const LOOK_MS = 50;

/** The number of a schema's lock, which is one of all locks of the database: 64 bits of its hash. */
export function lockKey(schema: string): string {
  const hash = createHash('sha256').update(`gigafactory journal ${schema}`).digest();
  return hash.readBigInt64BE().toString();
}

export async function backendOf(session: Session): Promise<Backend> {
  const [own] = await session.ask(
    'SELECT pid, backend_start::text AS since FROM pg_stat_activity WHERE pid = pg_backend_pid()',
  );
  return { pid: Number(own?.['pid']), since: String(own?.['since']) };
}

/**
 * Takes the lock of a schema for a session; the server drops it with the session, however that ends. A session
 * whose program has just ended may have it a moment longer: it is given up to `patienceMs`.
 */
export async function takeLock(
  session: Session,
  key: string,
  patienceMs: number,
): Promise<boolean> {
  for (const end = performance.now() + patienceMs; ; ) {
    const [taken] = await session.ask('SELECT pg_try_advisory_lock($1::bigint) AS taken', [key]);
    if (taken?.['taken'] === true) return true;
    if (performance.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Ends a session of this writer that the server has not given up, if it is that one still. */
export async function endBackend(session: Session, { pid, since }: Backend): Promise<void> {
  const sql =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2';
  await session.ask(sql, [pid, since]);
}
