import { failed, type Result } from '@gigafactory/core/base';
import type { Copied } from '../journal/index.ts';
import {
  journalPlace,
  keepPlace,
  type PlaceKind,
  placeKind,
  targetPlace,
} from './journal-place.ts';
import { takeLock } from './lock.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

export interface Move {
  /** The state folder. */
  readonly home: string;
  readonly to: PlaceKind;
  /** What `DATABASE_URL` holds. */
  readonly databaseUrl: string | undefined;
  /** Called with the lines that were compared so far. */
  readonly heard: (lines: number) => void;
}

/**
 * Moves the journals of a state folder between its own file and PostgreSQL: they are copied and compared, and
 * only then used there. What is left behind stays as it is. One that was cut off is done by doing it again.
 * Codes: `control.live`, `journal.there`, and those of `openStateFolder`, `journalPlace` and `copyJournals`.
 */
export async function moveJournals({
  home,
  to,
  databaseUrl,
  heard,
}: Move): Promise<Result<Copied>> {
  const folder = openStateFolder(home);
  if (!folder.ok) return folder;
  const lock = takeLock(folder.value.lock, new Date());
  if (!lock.ok) {
    const { pid, since } = lock.holder;
    const message = `The control plane ${pid} has ${home} since ${since} and writes journals: end it with "kill ${pid}" and move them then. Its runs go on without it, and the next control plane takes them up.`;
    return failed({ code: 'control.live', message });
  }
  try {
    return await move(folder.value, to, databaseUrl, heard);
  } finally {
    lock.release();
  }
}

async function move(
  folder: StateFolder,
  to: PlaceKind,
  url: string | undefined,
  heard: Move['heard'],
): Promise<Result<Copied>> {
  const now = placeKind(folder);
  if (!now.ok) return now;
  if (now.value === to) return there(to);
  const target = targetPlace(folder, to, url);
  if (!target.ok) return target;
  // Journals in the file are found without an address, which here is that of the target.
  const source = journalPlace(folder, to === 'file' ? url : undefined);
  if (!source.ok) return source;
  // Should this be cut off, it goes on in the same schema.
  if (to === 'postgres') keepPlace(folder, 'file', target.value);
  // Loaded only for this: every command about runs loads this room.
  const { copyJournals } = await import('../journal/index.ts');
  const copied = await copyJournals(source.value, target.value, heard);
  if (copied.ok) keepPlace(folder, to, target.value);
  return copied;
}

function there(to: PlaceKind): Result<never> {
  const where = to === 'file' ? 'in the file of the state folder' : 'in PostgreSQL';
  return failed({ code: 'journal.there', message: `The journals are ${where} already.` });
}
