import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { failed, mapValue, ok, type Result } from '@gigafactory/core/base';
import { z } from 'zod';
import type { StorePlace } from '../journal/index.ts';
import { saveText } from './save-text.ts';
import type { StateFolder } from './state-folder.ts';

const kind = z.enum(['file', 'postgres']);

/** What `journal.json` of a state folder says. */
const record = z.strictObject({
  kind,
  /** That of this folder in PostgreSQL, once it has one: another folder's has another name. */
  schema: z
    .string()
    .regex(/^gigafactory_[0-9a-f]{12}$/)
    .optional(),
});
type PlaceRecord = z.output<typeof record>;
export type PlaceKind = z.output<typeof kind>;

/**
 * ms. A server that has journals is expected back: it starts with the same machine, or recovers from a crash. One
 * that never was reached is more likely named wrongly, and not waited for.
 */
const START_MS = 20_000;

/**
 * Where a control plane finds its journals, by what its folder says and by `DATABASE_URL`. Which of both has
 * them is never guessed: that would begin anew beside runs that live. Codes: `journal.elsewhere`,
 * `journal.place`.
 */
export function journalPlace(folder: StateFolder, url: string | undefined): Result<StorePlace> {
  const known = readPlace(folder);
  if (!known.ok) return known;
  const { value } = known;
  if (value?.kind === 'postgres') {
    return url
      ? ok({ ...placeIn(value, url), mustExist: true, startMs: START_MS })
      : elsewhere(folder, 'PostgreSQL', 'set DATABASE_URL');
  }
  if (!url) return ok({ kind: 'file', path: folder.journal });
  if (value?.kind === 'file' || existsSync(folder.journal)) {
    return elsewhere(
      folder,
      folder.journal,
      'start without DATABASE_URL, or move them with "gigafactory move-journals postgres"',
    );
  }
  return ok(placeIn(undefined, url));
}

/** Where the journals of a folder are; a new folder's would be in its file. Code: `journal.place`. */
export function placeKind(folder: StateFolder): Result<PlaceKind> {
  return mapValue(readPlace(folder), (known) => known?.kind ?? 'file');
}

/** Where journals would be if they were moved there. Codes: `journal.place`, `journal.url`. */
export function targetPlace(
  folder: StateFolder,
  to: PlaceKind,
  url: string | undefined,
): Result<StorePlace> {
  const known = readPlace(folder);
  if (!known.ok) return known;
  if (to === 'file') return ok({ kind: 'file', path: folder.journal });
  if (url) return ok(placeIn(known.value, url));
  const message = 'DATABASE_URL must name the database, such as postgresql://user@host:5432/name.';
  return failed({ code: 'journal.url', message });
}

/** Keeps where the journals are: `kind` now, and the schema for good. Durable when it returns. */
export function keepPlace(folder: StateFolder, kind: PlaceKind, place: StorePlace): void {
  const before = readPlace(folder);
  const known = before.ok ? before.value : undefined;
  const schema = place.kind === 'postgres' ? place.schema : known?.schema;
  if (known?.kind === kind && known.schema === schema) return;
  saveText(folder.place, `${JSON.stringify({ kind, schema } satisfies PlaceRecord)}\n`);
}

function placeIn(known: PlaceRecord | undefined, url: string) {
  const schema = known?.schema ?? `gigafactory_${randomBytes(6).toString('hex')}`;
  return { kind: 'postgres', url, schema } as const;
}

function readPlace({ place }: StateFolder): Result<PlaceRecord | undefined> {
  if (!existsSync(place)) return ok(undefined);
  try {
    return ok(record.parse(JSON.parse(readFileSync(place, 'utf8'))));
  } catch {
    const message = `${place} does not say where the journals are: restore it from a copy.`;
    return failed({ code: 'journal.place', message });
  }
}

function elsewhere({ home }: StateFolder, where: string, advice: string): Result<never> {
  const message = `The journals of ${home} are in ${where}: ${advice}.`;
  return failed({ code: 'journal.elsewhere', message });
}
