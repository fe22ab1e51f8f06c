import { rmSync, writeFileSync } from 'node:fs';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { z } from 'zod';
import { discardDead, isLinked, readHolder } from '../process/lock-file.ts';
import type { ProcessIdentity } from '../process/processes.ts';
import { identityOf, isAlive } from '../process/processes.ts';

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
  const found = readHolder(path, holder);
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
      if (isLinked(draft, path))
        return { ok: true, holder: own, release: () => release(path, own) };
      const other = holderOf(path);
      if (other) return { ok: false, holder: other };
      discardDead(path, `${path}.dead.${process.pid}`, (aside) => !holderOf(aside));
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function release(path: string, own: Holder): void {
  if (readHolder(path, holder)?.startedAt === own.startedAt) rmSync(path, { force: true });
}
