import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { z } from 'zod';
import type { ProcessIdentity } from '../engine/gang/index.ts';
import { identityOf, isAlive } from '../engine/local/processes.ts';

const holder = z.object({
  pid: z.int(),
  startedAt: z.string(),
  since: z.string(),
  version: z.string(),
});

/** The control plane that holds a state folder. */
export interface Holder extends ProcessIdentity {
  /** RFC 3339, UTC. */
  readonly since: string;
  readonly version: string;
}

/** Who holds the lock; undefined if no living process does. */
export function holderOf(path: string): Holder | undefined {
  const found = read(path);
  return found && isAlive(found) ? found : undefined;
}

export type Taken =
  | { readonly ok: true; readonly holder: Holder; release(): void }
  | { readonly ok: false; readonly holder: Holder };

/** Takes the lock for this process, over from one that has died, or says who holds it. */
export function takeLock(path: string, now: Date): Taken {
  const self = identityOf(process.pid);
  if (!self) throw new Error('this process does not find itself');
  const own: Holder = { ...self, since: now.toISOString(), version: PROGRAM_VERSION };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (linked(draft, path)) return { ok: true, holder: own, release: () => release(path, own) };
      const other = holderOf(path);
      if (other) return { ok: false, holder: other };
      discard(path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link is made by one process only, whoever else tries. */
function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose holder is dead, and no other: another process may have taken over since. */
function discard(path: string): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside)) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, own: Holder): void {
  if (read(path)?.startedAt === own.startedAt) rmSync(path, { force: true });
}

/** A lock that cannot be read was cut off by a crash of the machine: nobody holds it. */
function read(path: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const isBroken = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isBroken || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
