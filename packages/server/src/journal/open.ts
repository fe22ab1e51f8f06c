import { ok, type Problem, type Result } from '@gigafactory/core/base';
import { GroupStore } from './group-store.ts';
import { openPostgres, type PostgresPlace } from './postgres/open.ts';
import { openSqlite } from './sqlite/open.ts';
import type { JournalStore } from './store.ts';
import type { StoreBackend } from './write.ts';

/** Where the journals of a control plane are. */
export type StorePlace =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** Says who else writes the file, where it holds something else than journals of runs. */
      readonly held?: (holder: string) => Problem;
    }
  | ({ readonly kind: 'postgres' } & PostgresPlace);

export interface OpenOptions {
  /** How long a line that need not be durable waits for one that must, ms; by default 1000. */
  readonly lingerMs?: number;
  /** How long after a failed commit it is tried again, ms; by default 1000. */
  readonly retryMs?: number;
}

/** Opens journals for their only writer. Codes: those of `openSqlite` and of `openPostgres`. */
export async function openStore(
  place: StorePlace,
  { lingerMs = 1000, retryMs = 1000 }: OpenOptions = {},
): Promise<Result<JournalStore>> {
  const opened = await openBackend(place);
  if (!opened.ok) return opened;
  return ok(await GroupStore.open({ ...opened.value, lingerMs, retryMs }));
}

/** Opens the database itself. Codes as of `openStore`. */
export function openBackend(place: StorePlace): Promise<Result<StoreBackend>> {
  return place.kind === 'file' ? openSqlite(place.path, place.held) : openPostgres(place);
}
