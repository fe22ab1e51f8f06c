import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Archive, type Archived } from './archive.ts';

const ID = `resp_${'ab'.repeat(16)}`;
const ARCHIVED = { key: 'k', response: { id: ID }, input: [], turns: [] } as unknown as Archived;
const HOUR_S = 3600;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives nothing that is older than it may be, though it was not removed yet', async () => {
  const archive = new Archive(folder, () => HOUR_S);
  await archive.put(ARCHIVED);
  const now = Date.now();
  expect(await archive.get(ID, now)).toMatchObject({ key: 'k' });
  const path = join(folder, `${ID}.json`);
  utimesSync(path, now / 1000 - 2 * HOUR_S, now / 1000 - 2 * HOUR_S);
  expect(await archive.get(ID, now)).toBeUndefined();
  expect(existsSync(path)).toBe(true);
  await archive.prune(now);
  expect(existsSync(path)).toBe(false);
});

it('finds no file by an id that is a path', async () => {
  const archive = new Archive(folder, () => HOUR_S);
  await archive.put(ARCHIVED);
  for (const id of ['../x', `${ID}/../${ID}`, '', `${ID}.json`]) {
    expect(await archive.get(id, Date.now())).toBeUndefined();
  }
});
