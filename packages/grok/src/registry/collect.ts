import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import { syncFolder } from '@gigafactory/trainer/checkpoint';
import type { Changes, Order } from './changes.ts';
import { type Holds, isAlive } from './holds.ts';
import { FACTS, type Places, type Stored } from './places.ts';
import { removeUnfinished } from './publish.ts';
import {
  aliasesIn,
  existing,
  newestFirst,
  referenceOf,
  resolve,
  type Snapshot,
} from './snapshot.ts';

/** What was removed, or would be, and why the rest stays. */
export interface Collected {
  readonly removed: readonly string[];
  /** B. */
  readonly bytes: number;
  readonly kept: readonly { readonly model: string; readonly why: string }[];
}

interface Parts {
  readonly places: Places;
  readonly changes: Changes;
  readonly holds: Holds;
  readonly look: () => Promise<Snapshot>;
}

export async function remove(
  parts: Parts,
  reference: string,
  order: Order,
): Promise<Result<Collected>> {
  const snapshot = await parts.look();
  const found = resolve(reference, snapshot);
  if (!found.ok) return found;
  const why = whyNeeded(found.value, snapshot);
  if (why) return refuse(found.value, why);
  const removed = await take(parts, found.value, order);
  if (!removed.ok) return removed;
  return ok({ removed: [referenceOf(found.value)], bytes: found.value.facts.bytes, kept: [] });
}

export async function prune(parts: Parts, keep: number, order?: Order): Promise<Collected> {
  if (order) {
    await clearLeftOvers(parts);
    await removeUnfinished(parts.places.models);
  }
  const snapshot = await parts.look();
  const removed: Stored[] = [];
  const kept: { model: string; why: string }[] = [];
  for (const stored of snapshot.stored) {
    const need = whyNeeded(stored, snapshot) ?? whyKept(stored, snapshot, keep);
    const taken = need || !order ? ok(undefined) : await take(parts, stored, order);
    const why = need?.why ?? (taken.ok ? undefined : taken.problems[0]?.message);
    if (why === undefined) removed.push(stored);
    else kept.push({ model: referenceOf(stored), why });
  }
  const bytes = removed.reduce((sum, { facts }) => sum + facts.bytes, 0);
  return { removed: removed.map(referenceOf), bytes, kept };
}

interface Need {
  readonly code: string;
  readonly why: string;
}

/** Why a version must not be removed. */
function whyNeeded(stored: Stored, snapshot: Snapshot): Need | undefined {
  const model = referenceOf(stored);
  if (stored.ships) return { code: 'model.ships', why: 'it is part of the release' };
  if (snapshot.unclear)
    return { code: 'model.changes', why: 'what aliases mean cannot be read now' };
  const alias = aliasesIn(snapshot).find((each) => existing(each, snapshot).at(-1) === model);
  if (alias !== undefined) return { code: 'model.promoted', why: `${alias} means it` };
  const [holder] = snapshot.holders.get(model) ?? [];
  return holder === undefined ? undefined : { code: 'model.served', why: `${holder} serves it` };
}

/** Why one stays that a person could still remove. */
function whyKept(stored: Stored, snapshot: Snapshot, keep: number): Need | undefined {
  const model = referenceOf(stored);
  const alias = aliasesIn(snapshot).find((each) => existing(each, snapshot).at(-2) === model);
  if (alias !== undefined) return { code: 'model.back', why: `${alias} would go back to it` };
  const own = snapshot.stored.filter(
    ({ facts, ships }) => facts.name === stored.facts.name && !ships,
  );
  const isNew = newestFirst(own).slice(0, keep).includes(stored);
  if (!isNew) return undefined;
  const newest = keep === 1 ? 'the newest' : `one of the ${keep} newest`;
  return { code: 'model.new', why: `it is ${newest} of its name` };
}

function refuse(stored: Stored, { code, why }: Need): Result<never> {
  const message = `${referenceOf(stored)} stays, for ${why}.`;
  return failed({ code, message });
}

/**
 * Hides the version, and deletes it once it is known that nothing came to need it meanwhile: who serves or promotes it
 * writes that down first, and looks for the version then.
 */
async function take(
  { places, changes, holds, look }: Parts,
  stored: Stored,
  { by, at, why }: Order,
): Promise<Result<undefined>> {
  const model = referenceOf(stored);
  const hidden = join(places.models, `${HIDDEN}${process.pid}-${model}`);
  try {
    await chmod(stored.folder, 0o700);
    await rename(stored.folder, hidden);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return failed({ code: 'model.unknown', message: `${model} was removed already.` });
  }
  const [holder] = (await holds.read()).get(model) ?? [];
  const written = holder
    ? refuse(stored, { code: 'model.served', why: `${holder} serves it` })
    : await changes.append(async (before) => {
        const snapshot = { ...(await look()), changes: before };
        const known = { ...snapshot, stored: [...snapshot.stored, stored] };
        const need = whyNeeded(stored, known);
        if (need) return refuse(stored, need);
        return ok({ kind: 'remove', model, at, by, ...(why === undefined ? {} : { why }) });
      });
  if (!written.ok) {
    await restore(hidden, stored.folder);
    return written;
  }
  await rm(hidden, { recursive: true, force: true });
  await syncFolder(places.models);
  return ok(undefined);
}

/** Begins the names of folders that are being removed; the process that removes follows. */
const HIDDEN = '.removing-';

async function restore(hidden: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await rename(hidden, folder);
  await chmod(folder, 0o500);
}

/** What a process left that ended while it removed: deleted if that was written down, else put back. */
async function clearLeftOvers({ places, changes }: Parts): Promise<void> {
  const { changes: known, unclear } = await changes.read();
  if (unclear) return;
  const removed = new Set(known.flatMap(({ kind, model }) => (kind === 'remove' ? [model] : [])));
  const names = existsSync(places.models) ? await readdir(places.models) : [];
  for (const name of names) {
    const [, pid, model = ''] = /^\.removing-(\d+)-(.+)$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const hidden = join(places.models, name);
    // Without its facts its deletion had begun.
    if (removed.has(model) || !existsSync(join(hidden, FACTS)))
      await rm(hidden, { recursive: true, force: true });
    else await restore(hidden, join(places.models, ...model.split('@')));
  }
}
