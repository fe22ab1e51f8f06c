import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import { eventLine } from '@gigafactory/core/journal';
import { flatTopology } from '@gigafactory/core/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyJournals } from './copy.ts';
import { openStore, type StorePlace } from './open.ts';
import { textOf } from './store.ts';

let folder: string;
let from: StorePlace;
let to: StorePlace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-copy-'));
  from = { kind: 'file', path: join(folder, 'from.db') };
  to = { kind: 'file', path: join(folder, 'to.db') };
});
afterEach(() => rmSync(folder, { recursive: true }));

const START = {
  mode: 'act',
  topology: flatTopology(1),
  fleet: { maxCordonShare: 1, warmStandbys: 0, sweepInterval: 1 },
  runs: [],
} as const;
const LINES = Array.from({ length: 2500 }, (_, at) => eventLine({ at, kind: 'sweepDue' }));

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

async function codeOf(result: Promise<Result<unknown>>): Promise<string | undefined> {
  const settled = await result;
  return settled.ok ? undefined : settled.problems[0]?.code;
}

/** Two runs, of which one is over and begun again; a journal longer than a piece; orders and a snapshot. */
async function fill(place: StorePlace, lines = LINES): Promise<void> {
  const store = value(await openStore(place));
  await store.create('a', { start: START, startedAt: 1 });
  await store.append('a', lines, true);
  await store.order({ name: 'a', at: 1, time: 2, by: 'ada\u0000', order: { kind: 'stop' } });
  await store.end('a', 5000);
  await store.create('a', { start: START, startedAt: 6000 });
  await store.create('b', { start: START, startedAt: 7 });
  await store.append('b', lines.slice(0, 3), true);
  await store.saveSnapshot('b', { lines: 4, text: '{}' });
  await store.order({ time: 9, by: 'bob', order: { kind: 'drain', nodes: [1] } });
  await store.close();
}

/** Everything that readers can see of a place. */
async function allOf(place: StorePlace) {
  const store = value(await openStore(place));
  const journals = await Promise.all(
    store.list().map(async (info) => ({
      ...info,
      text: await textOf(store, info.name),
      snapshots: await store.snapshots(info.name),
    })),
  );
  const orders = await store.orders();
  await store.close();
  return { journals, orders };
}

it('copies nothing from a place that cannot be opened', async () => {
  from = { kind: 'file', path: join(folder, 'no', 'from.db') };
  expect(await codeOf(copyJournals(from, to))).toBe('journal.open');
});

it('refuses a place that another program writes to', async () => {
  await fill(from);
  const store = value(await openStore(to));
  expect(await codeOf(copyJournals(from, to))).toBe('journal.held');
  await store.close();
  expect((await allOf(to)).journals).toEqual([]);
});

it.each([
  ['another run of the same number', 'other', LINES.slice(0, 1)],
  ['a line that differs', 'a', [eventLine({ at: 77, kind: 'sweepDue' })]],
  ['more than there is', 'a', [...LINES, ...LINES]],
])('refuses a place that has %s, and leaves it as it is', async (_, name, lines) => {
  await fill(from);
  const store = value(await openStore(to));
  await store.create(name, { start: START, startedAt: 1 });
  await store.append(name, lines, true);
  await store.close();
  const before = await allOf(to);
  expect(await codeOf(copyJournals(from, to))).toBe('journal.differs');
  expect(await allOf(to)).toEqual(before);
});

it('copies everything as it is, and says by what it was compared', async () => {
  await fill(from);
  const copied = value(await copyJournals(from, to));
  expect(copied).toMatchObject({ journals: 3, lines: 2507, added: 2507, orders: 2 });
  expect(copied.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await allOf(to)).toEqual(await allOf(from));
});

it('goes on with a copy that was cut off, and copies what came since', async () => {
  await fill(from);
  const store = value(await openStore(to));
  await store.create('a', { start: START, startedAt: 1 });
  await store.append('a', LINES.slice(0, 1700), true);
  await store.close();
  expect(value(await copyJournals(from, to))).toMatchObject({ lines: 2507, added: 2507 - 1701 });
  expect(await allOf(to)).toEqual(await allOf(from));
  const again = value(await openStore(from));
  await again.append('b', LINES.slice(3, 10), true);
  await again.close();
  expect(value(await copyJournals(from, to))).toMatchObject({ lines: 2514, added: 7 });
  expect(await allOf(to)).toEqual(await allOf(from));
});
