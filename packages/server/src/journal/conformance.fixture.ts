import assert from 'node:assert/strict';
import type { Problem, Result } from '@gigafactory/core/base';
import { eventLine, type JournalStart, readJournal } from '@gigafactory/core/journal';
import { flatTopology } from '@gigafactory/core/protocol';
import { type CommitReport, type JournalInfo, type JournalStore, StoreLost } from './store.ts';

/** A place for a store, which outlives its writers. */
export interface StoreSubject {
  /** Opens the store as a control plane does when it starts. */
  open(): Promise<Result<JournalStore>>;
  /** Makes the lock of a living writer void, as a broken network drive or a careless person might. */
  breakLock(): void | Promise<void>;
  /** Lets no commit succeed until the function that it returns is called. */
  obstruct(): Promise<() => void | Promise<void>>;
  /** Removes all of it. */
  dispose(): void | Promise<void>;
}

/** The test framework that runs the cases; `describe` and `it` of Vitest and of Node both fit. */
export interface Frame {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** What a case needs: the place, and its first writer. */
interface Scene {
  readonly subject: StoreSubject;
  readonly store: JournalStore;
}
type Case = readonly [name: string, test: (scene: Scene) => Promise<void>];

/** Defines a test for every promise of a store, each at a fresh place. */
export function runStoreConformance(
  newSubject: () => StoreSubject | Promise<StoreSubject>,
  frame: Frame,
): void {
  for (const [about, cases] of Object.entries(CASES)) {
    frame.describe(about, () => {
      for (const [name, test] of cases) {
        frame.it(name, async () => {
          const subject = await newSubject();
          const store = value(await subject.open());
          try {
            await test({ subject, store });
          } finally {
            await store.close();
            await subject.dispose();
          }
        });
      }
    });
  }
}

const RUN = 'grok-nano';
const START: JournalStart = {
  mode: 'act',
  topology: flatTopology(2),
  fleet: { maxCordonShare: 0.5, warmStandbys: 0, sweepInterval: 600 },
  runs: [
    {
      ...{ run: RUN, kind: 'train', work: 100, priority: 0, replicas: 2, nodesPerReplica: 1 },
      minReplicas: 2,
      policy: {
        checkpoint: { kind: 'fixed', interval: 60 },
        recovery: 'spare',
        ...{ hangTimeout: 60, probeInterval: 60, watchInterval: 60, confirmTimeout: 60 },
        ...{ diagnosisWindow: 60, stragglerThreshold: 1.1, stragglerPatience: 60, growAfter: 60 },
        retryBudgets: {},
        crashLoopAttempts: 5,
      },
    },
  ],
};
const STARTED_AT = Date.UTC(2026, 10, 29);
const NEW = { start: START, startedAt: STARTED_AT };

function value<Value>(result: Result<Value>): Value {
  assert.ok(result.ok, result.ok ? '' : result.problems[0]?.message);
  return result.value;
}

function codeOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : result.problems[0]?.code;
}

/** The line of an event like no other. */
function event(at: number): string {
  return eventLine({ at, kind: 'sweepDue' });
}

async function textOf(
  store: JournalStore,
  name: string,
  fromLine?: number,
  most?: number,
): Promise<string> {
  const lines: string[] = [];
  for await (const piece of store.read(name, fromLine, most)) {
    assert.ok(piece.length <= (most ?? Infinity));
    lines.push(...piece);
  }
  return lines.join('');
}

async function begin(store: JournalStore, name = RUN): Promise<JournalInfo> {
  return value(await store.create(name, NEW));
}

/** Closes the store and opens it again. */
async function reopen(
  { subject, store }: Scene,
  test: (store: JournalStore) => Promise<void>,
): Promise<void> {
  await store.close();
  const again = value(await subject.open());
  try {
    await test(again);
  } finally {
    await again.close();
  }
}

function lostCode(error: unknown): boolean {
  assert.ok(error instanceof StoreLost, String(error));
  assert.equal(error.problem.code, 'journal.fenced');
  return true;
}

const NAMES: readonly Case[] = [
  [
    'refuses a name that could be mistaken for an earlier run, and no other',
    async ({ store }) => {
      for (const bad of ['', 'a@1', '@']) {
        assert.equal(codeOf(await store.create(bad, NEW)), 'journal.name');
      }
      const strange = '$(rm -rf ~); "\'`\\ ../\u0000\u202e';
      const info = await begin(store, strange);
      assert.equal(info.name, strange);
      assert.equal(store.find(strange)?.name, strange);
    },
  ],
  [
    'refuses to begin a live run anew, and keeps what it had',
    async ({ store }) => {
      await begin(store);
      await store.append(RUN, [event(1)], true);
      assert.equal(codeOf(await store.create(RUN, NEW)), 'journal.live');
      assert.equal(store.find(RUN)?.lines, 2);
    },
  ],
  [
    'refuses lines of an unknown run, of one that is over, and what is not a line',
    async ({ store }) => {
      await assert.rejects(store.append(RUN, [event(1)], true), RangeError);
      await begin(store);
      for (const bad of ['', '\n', '{}\n{}\n'])
        await assert.rejects(store.append(RUN, [bad], true), RangeError);
      await store.end(RUN, 5);
      await assert.rejects(store.append(RUN, [event(6)], true), RangeError);
      await assert.rejects(store.end(RUN, 6), RangeError);
      assert.equal(await textOf(store, RUN, 2), '{"end":5}\n');
    },
  ],
  [
    'keeps the earlier runs of a name',
    async (scene) => {
      const { store } = scene;
      for (const at of [1, 2, 3]) {
        await begin(store);
        await store.append(RUN, [event(at)], true);
        if (at < 3) await store.end(RUN, at);
      }
      await begin(store, 'other');
      const check = async (now: JournalStore) => {
        const names = now.list().map(({ name, endedAt }) => [name, endedAt]);
        const earlier = [
          [`${RUN}@1`, 1],
          [`${RUN}@2`, 2],
        ];
        assert.deepEqual(names, [...earlier, [RUN, undefined], ['other', undefined]]);
        assert.equal(await textOf(now, `${RUN}@2`, 2), `${event(2)}{"end":2}\n`);
        assert.equal(await textOf(now, RUN, 2), event(3));
        assert.equal(now.find(`${RUN}@3`), undefined);
        assert.equal(now.find(`${RUN}@0`), undefined);
      };
      await check(store);
      await reopen(scene, check);
    },
  ],
];

const LINES: readonly Case[] = [
  [
    'gives a journal that readJournal reads',
    async ({ store }) => {
      await begin(store);
      await store.append(RUN, [event(1), '{"commands":[]}\n'], true);
      await store.end(RUN, 7_000_000);
      const journal = value(readJournal(await textOf(store, RUN)));
      assert.deepEqual(journal.notes, []);
      assert.equal(journal.isWhole, true);
      assert.equal(journal.horizon, 7);
      assert.deepEqual(journal.header.runs, START.runs);
      assert.equal('seed' in journal.header, false);
    },
  ],
  [
    'reads from any line on, in pieces of any size',
    async ({ store }) => {
      await begin(store);
      await store.append(RUN, [1, 2, 3, 4, 5].map(event), true);
      const all = await textOf(store, RUN);
      for (const most of [1, 2, 3, 100]) assert.equal(await textOf(store, RUN, 1, most), all);
      assert.equal(await textOf(store, RUN, 5), event(4) + event(5));
      assert.equal(await textOf(store, RUN, 7), '');
      assert.equal(await textOf(store, RUN, -3), all);
    },
  ],
  [
    'keeps the order in which lines were given, durable ones and others',
    async (scene) => {
      const { store } = scene;
      await begin(store);
      const lines = Array.from({ length: 300 }, (_, index) => event(index));
      await Promise.all(lines.map((line, index) => store.append(RUN, [line], index % 3 === 0)));
      await reopen(scene, async (again) =>
        assert.equal(await textOf(again, RUN, 2), lines.join('')),
      );
    },
  ],
  [
    'has made durable all that was given before what it acknowledges',
    async ({ store }) => {
      await begin(store);
      await store.append(RUN, [event(1)], false);
      await store.append(RUN, [event(2)], true);
      assert.equal(await textOf(store, RUN, 2), event(1) + event(2));
    },
  ],
  [
    'makes durable by itself what need not be at once',
    async ({ store }) => {
      await begin(store);
      const appended = new Promise((resolve) => store.subscribe({ appended: resolve }));
      await store.append(RUN, [event(1)], false);
      assert.equal(await appended, RUN);
      assert.equal(await textOf(store, RUN, 2), event(1));
    },
  ],
  [
    'keeps any text as it is',
    async (scene) => {
      await begin(scene.store);
      const lines = ['\u0000', '\ud800', 'ä€😀\u2028', '"\\\'; DROP TABLE lines; --'].map(
        (text) => `${JSON.stringify({ text })}\n`,
      );
      await scene.store.append(RUN, lines, true);
      for (const line of lines) await scene.store.append(RUN, [line], true);
      const all = [...lines, ...lines].join('');
      await reopen(scene, async (again) => assert.equal(await textOf(again, RUN, 2), all));
    },
  ],
  [
    'tells its listeners what became durable, and only then',
    async ({ store }) => {
      const heard: [string, number][] = [];
      const read: Promise<void>[] = [];
      const stop = store.subscribe({
        appended: (name, lines) => {
          heard.push([name, lines]);
          // More may have become durable while it is read.
          read.push(textOf(store, name, lines).then((text) => assert.notEqual(text, '')));
        },
      });
      await begin(store);
      await store.append(RUN, [event(1), event(2)], true);
      stop();
      await store.append(RUN, [event(3)], true);
      await Promise.all(read);
      assert.deepEqual(heard, [
        [RUN, 1],
        [RUN, 3],
      ]);
    },
  ],
];

const COMMITS: readonly Case[] = [
  [
    'tells how much each commit made durable, and what still waits',
    async ({ store }) => {
      const heard: CommitReport[] = [];
      store.subscribe({ committed: (commit) => heard.push(commit) });
      await begin(store);
      const given = [
        store.append(RUN, [event(1), event(2)], true),
        store.order({ time: 0, by: 'ada', order: {} }),
      ];
      assert.equal(store.pending, 2);
      await Promise.all(given);
      assert.equal(store.pending, 0);
      const sizes = heard.map(({ lines, orders }) => [lines, orders]);
      assert.deepEqual(sizes, [
        [1, 0],
        [2, 1],
      ]);
      assert.ok(heard.every(({ seconds }) => seconds > 0));
    },
  ],
];

const ORDERS: readonly Case[] = [
  [
    'keeps who ordered what, for a run and for none',
    async (scene) => {
      const { store } = scene;
      await begin(store);
      const stop = { name: RUN, at: 5, time: STARTED_AT, by: 'ada', order: { kind: 'stop' } };
      const drain = { time: STARTED_AT + 1, by: 'bob', order: { kind: 'drain', nodes: [1, 2] } };
      await Promise.all([store.order(stop), store.order(drain)]);
      await store.end(RUN, 6);
      await begin(store);
      await store.order({ ...stop, at: 0 });
      const check = async (now: JournalStore) => {
        const earlier = { ...stop, id: 1, name: `${RUN}@1` };
        assert.deepEqual(await now.orders(`${RUN}@1`), [earlier]);
        const later = { ...stop, id: 3, at: 0 };
        assert.deepEqual(await now.orders(RUN), [later]);
        assert.deepEqual(await now.orders(), [earlier, { ...drain, id: 2 }, later]);
      };
      await check(store);
      await reopen(scene, check);
    },
  ],
  [
    'keeps the newest snapshots, the newest first',
    async (scene) => {
      const { store } = scene;
      await begin(store);
      assert.deepEqual(await store.snapshots(RUN), []);
      for (const lines of [1, 2, 3]) await store.saveSnapshot(RUN, { lines, text: `at ${lines}` });
      const newest = [3, 2].map((lines) => ({ lines, text: `at ${lines}` }));
      assert.deepEqual(await store.snapshots(RUN), newest);
      await reopen(scene, async (again) => assert.deepEqual(await again.snapshots(RUN), newest));
    },
  ],
];

const WRITERS: readonly Case[] = [
  [
    'refuses a second writer, and says who the first is',
    async ({ subject, store }) => {
      const second = await subject.open();
      assert.equal(codeOf(second), 'journal.held');
      assert.match(second.ok ? '' : second.problems[0]!.message, new RegExp(`${process.pid}`));
      await begin(store);
    },
  ],
  [
    'gives each writer a higher number',
    async (scene) => {
      const { fence } = scene.store;
      await reopen(scene, async (again) => assert.ok(again.fence > fence));
    },
  ],
  [
    'lets a writer that was overtaken write nothing more',
    async ({ subject, store }) => {
      await begin(store);
      await subject.breakLock();
      const newer = value(await subject.open());
      const lost: Problem[] = [];
      store.subscribe({ lost: (problem) => lost.push(problem) });
      const late = [
        store.append(RUN, [event(1)], true),
        store.order({ time: 0, by: '', order: {} }),
      ];
      for (const each of late) await assert.rejects(each, lostCode);
      await assert.rejects(store.append(RUN, [event(2)], true), lostCode);
      await assert.rejects(store.create('other', NEW), lostCode);
      assert.deepEqual(
        lost.map(({ code }) => code),
        ['journal.fenced'],
      );
      await newer.append(RUN, [event(3)], true);
      assert.equal(await textOf(newer, RUN, 2), event(3));
      assert.deepEqual([await newer.orders(), newer.list().length], [[], 1]);
      await newer.close();
    },
  ],
];

const TROUBLE: readonly Case[] = [
  [
    'acknowledges nothing while it cannot write, says so once, and catches up',
    async ({ subject, store }) => {
      await begin(store);
      const heard: string[] = [];
      const troubled = new Promise<void>((resolve) => {
        store.subscribe({
          troubled: ({ code }) => resolve(void heard.push(code)),
          recovered: () => heard.push('recovered'),
          appended: (_, lines) => heard.push(`${lines} lines`),
        });
      });
      const clear = await subject.obstruct();
      const first = store.append(RUN, [event(1)], true).then(() => heard.push('first'));
      await troubled;
      const second = store.append(RUN, [event(2)], true).then(() => heard.push('second'));
      const seen = await textOf(store, RUN, 2);
      await clear();
      await Promise.all([first, second]);
      assert.equal(seen, '');
      assert.match(heard.shift()!, /^journal\./);
      assert.deepEqual(heard, ['recovered', '3 lines', 'first', 'second']);
      assert.equal(await textOf(store, RUN, 2), event(1) + event(2));
    },
  ],
  [
    'closes although it cannot write, and refuses what waits',
    async ({ subject, store }) => {
      await begin(store);
      const troubled = new Promise<void>((resolve) => {
        store.subscribe({ troubled: () => resolve() });
      });
      const clear = await subject.obstruct();
      const waiting = assert.rejects(store.append(RUN, [event(1)], true), StoreLost);
      await troubled;
      await store.close();
      await waiting;
      await clear();
    },
  ],
];

const CASES = {
  'the names of a store': NAMES,
  'the lines of a store': LINES,
  'the commits of a store': COMMITS,
  'orders and snapshots of a store': ORDERS,
  'the writers of a store': WRITERS,
  'a store that cannot write': TROUBLE,
};
