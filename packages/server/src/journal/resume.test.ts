import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import {
  beginning,
  commandsAgain,
  type Followed,
  Loop,
  snapshotText,
  step,
} from '@gigafactory/core/control';
import { eventLine, type JournalStart, readJournal, supervisorOf } from '@gigafactory/core/journal';
import { type Command, flatTopology, type SupervisorEvent } from '@gigafactory/core/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import { releaseHold, resume } from './resume.ts';
import { RunJournal } from './run-journal.ts';
import { type JournalStore, textOf } from './store.ts';

const RUN = 'grok-nano';
const START: JournalStart = {
  mode: 'act',
  topology: flatTopology(3),
  fleet: { maxCordonShare: 0.5, warmStandbys: 0, sweepInterval: 600 },
  runs: [
    {
      ...{ run: RUN, kind: 'train', work: 100, priority: 0, replicas: 2, nodesPerReplica: 1 },
      minReplicas: 1,
      policy: {
        checkpoint: { kind: 'fixed', interval: 60 },
        recovery: 'replica',
        ...{ hangTimeout: 60, probeInterval: 60, watchInterval: 60, confirmTimeout: 60 },
        ...{ diagnosisWindow: 60, stragglerThreshold: 1.1, stragglerPatience: 60, growAfter: 60 },
        retryBudgets: {},
        crashLoopAttempts: 5,
      },
    },
  ],
};
const order = (attempt: number, epoch: number) => ({ run: RUN, attempt, epoch });
const BEGUN: readonly SupervisorEvent[] = [
  { at: 0, ...order(0, 0), kind: 'requested' },
  { at: 1e6, ...order(0, 1), kind: 'placed' },
  { at: 2e6, ...order(1, 2), kind: 'launched', work: 0 },
];

let folder: string;
let store: JournalStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-resume-'));
  store = await open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<JournalStore> {
  return value(
    await openStore(
      { kind: 'file', path: join(folder, 'journal.db') },
      { lingerMs: 20, retryMs: 20 },
    ),
  );
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

/** A loop that writes to the store; it is heard one event after the other. */
function liveOn(followed: Followed, lines = 1) {
  const executed: Command[] = [];
  let whenIdle: () => void = () => {};
  const journal = new RunJournal({
    ...{ store, name: RUN, followed, lines },
    appended: () => {
      loop.appended();
      whenIdle();
    },
  });
  const loop = new Loop(followed.state, {
    appendEvent: (event) => journal.appendEvent(event),
    stepped: (event, result) => journal.stepped(event, result),
    appendCommands: (commands) => journal.appendCommands(commands),
    execute: (command) => void executed.push(command),
  });
  const hear = async (...events: readonly SupervisorEvent[]) => {
    for (const event of events) {
      loop.hear(event);
      while (!loop.isIdle) await new Promise<void>((resolve) => (whenIdle = resolve));
    }
  };
  return { loop, journal, executed, hear };
}

async function headerOf(from: JournalStore) {
  const { header } = value(readJournal(await textOf(from, RUN)));
  if (header.version !== 2) throw new Error('an old journal');
  return header;
}

async function fresh(): Promise<Followed> {
  return beginning(supervisorOf(await headerOf(store)));
}

async function begin(): Promise<void> {
  value(await store.create(RUN, { start: START, startedAt: 7 }));
}

async function restart(): Promise<void> {
  await store.close();
  store = await open();
}

describe('resume', () => {
  it('says that a run is unknown or over', async () => {
    const codeOf = async () => {
      const result = await resume(store, RUN);
      return result.ok ? undefined : result.problems[0]?.code;
    };
    expect(await codeOf()).toBe('journal.unknown');
    await begin();
    expect(await codeOf()).toBeUndefined();
    await store.end(RUN, 0);
    expect(await codeOf()).toBe('journal.unknown');
  });

  it('goes on where the loop was, with its timers and last commands', async () => {
    await begin();
    const { loop, hear, executed } = liveOn(await fresh());
    await hear(...BEGUN);
    await restart();
    const { followed, startedAt, lastAt, lines, held } = value(await resume(store, RUN));
    expect(held).toBeUndefined();
    expect(followed.state).toEqual(loop.state);
    expect([startedAt, lastAt, lines]).toEqual([7, 2e6, 7]);
    const again = commandsAgain(followed, lastAt);
    expect(again.length).toBeGreaterThan(0);
    for (const command of again) expect(executed).toContainEqual(command);
  });

  it('begins with the newest snapshot, whatever stands before it', async () => {
    await begin();
    const { loop, hear, journal } = liveOn(await fresh());
    await hear(...BEGUN);
    await journal.close();
    await hear({ at: 3e6, ...order(1, 2), kind: 'checkpointed', work: 5 });
    await restart();
    expect((await store.snapshots(RUN)).map(({ lines }) => lines)).toEqual([7]);
    const { followed, lines } = value(await resume(store, RUN));
    expect(followed.state).toEqual(loop.state);
    expect(lines).toBe(9);
    // What was folded before the snapshot is not looked at again.
    const marked = { ...followed, state: { ...followed.state, staleEvents: 40 } };
    await store.saveSnapshot(RUN, { lines: 9, text: snapshotText(marked) });
    expect(value(await resume(store, RUN)).followed.state.staleEvents).toBe(40);
    await store.saveSnapshot(RUN, { lines: 10, text: '{"shape":99}' });
    expect(value(await resume(store, RUN)).followed.state.staleEvents).toBe(40);
  });

  it('keeps a snapshot now and then', async () => {
    await begin();
    const { loop, hear } = liveOn(await fresh());
    await hear(...BEGUN);
    for (let at = 0; at < 500; at++)
      await hear({ at: 3e6 + at, ...order(1, 2), kind: 'checkpointed', work: at });
    const [{ lines = 0 } = {}] = await store.snapshots(RUN);
    expect(lines).toBeGreaterThan(1000);
    expect(value(await resume(store, RUN)).followed.state).toEqual(loop.state);
  });

  it('answers an event whose writer stopped before it had, durably and once', async () => {
    await begin();
    await store.append(RUN, [eventLine(BEGUN[0]!)], true);
    const { followed, lines } = value(await resume(store, RUN));
    const { commands } = step((await fresh()).state, BEGUN[0]!);
    expect(followed.last).toEqual(commands);
    expect(lines).toBe(3);
    await restart();
    const journal = value(readJournal(await textOf(store, RUN)));
    expect(journal.entries).toEqual([{ line: 2, event: BEGUN[0], commands }]);
    expect(value(await resume(store, RUN)).lines).toBe(3);
  });
});

describe('a run that this program would have led otherwise', () => {
  /** Begun, but at the last event an older program ordered a stop. */
  async function depart(): Promise<void> {
    await begin();
    const { hear } = liveOn(await fresh());
    await hear(...BEGUN);
    const stop: Command = { id: 90, ...order(1, 3), kind: 'stop' };
    const event: SupervisorEvent = { at: 3e6, ...order(1, 2), kind: 'checkpointed', work: 5 };
    const lines = [eventLine(event), `${JSON.stringify({ commands: [stop] })}\n`];
    await store.append(RUN, lines, true);
  }

  it('is held, says where and why, and stays so', async () => {
    await depart();
    for (let again = 0; again < 2; again++) {
      const { held, followed, lines } = value(await resume(store, RUN));
      expect(held?.code).toBe('journal.departure');
      expect(held?.message).toMatch(
        /line 8 .*checkpointed.* ordered stop .* would now order nothing/,
      );
      expect(commandsAgain(followed, 9e6)).toEqual([]);
      const { hear, executed } = liveOn(followed, lines);
      await hear({ at: 4e6 + again, ...order(1, 3), kind: 'observed', health: 'failed' });
      expect(executed).toEqual([]);
      await restart();
    }
  });

  it('is led again when a person says so, also after the next restart', async () => {
    await depart();
    const before = value(await resume(store, RUN));
    const watching = liveOn(before.followed, before.lines);
    // Answered by nothing: without a snapshot after it, the next fold would find another difference.
    await watching.hear({ at: 4e6, ...order(1, 3), kind: 'observed', health: 'failed' });
    const { followed: acting, lines } = value(await releaseHold(store, RUN));
    expect(lines).toBe(11);
    const { hear, executed } = liveOn(acting, lines);
    await hear({ at: 5e6, ...order(0, 0), kind: 'cancelled' });
    expect(executed.map(({ kind, id }) => [kind, id > 90])).toContainEqual(['save', true]);
    await restart();
    const { held, followed } = value(await resume(store, RUN));
    expect(held).toBeUndefined();
    expect(followed.state.runs[0]?.phase).toBe('saving');
  });
});
