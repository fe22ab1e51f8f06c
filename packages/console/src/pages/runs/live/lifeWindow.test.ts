import type { RunDetail, RunEntry } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { fleetAfter, recordPlayback } from '../../../life/playback/playback.ts';
import { LifeWindow, nameInJournal } from './lifeWindow.ts';

const START = Date.UTC(2026, 10, 29, 12);
const NODES = 4;

/** As much of a run as its life is made of. */
const DETAIL = {
  run: 'nano@2',
  startedAt: new Date(START).toISOString(),
  topology: { nodes: NODES, size: { rack: 4, leaf: 4, spine: 4, cooling: 4, hall: 4 } },
  replicas: 3,
  nodesPerReplica: 1,
  ranksPerNode: 1,
} as RunDetail;

let offset = 0;

function entry(
  seconds: number,
  event: { readonly kind: string } & Record<string, unknown>,
  decisions: RunEntry['decisions'] = [],
): RunEntry {
  const { kind } = event;
  const at = new Date(START + 1000 * seconds).toISOString();
  return {
    ...{ offset: ++offset, at, kind, words: `heard ${kind}`, decisions },
    event: { at: seconds * 1e6, run: 'nano', attempt: 1, epoch: 1, ...event },
  };
}

function decided(kind: string, more: Partial<RunEntry['decisions'][number]> = {}) {
  return { kind, run: 'nano', reason: `because of ${kind}`, inputs: {}, commands: [], ...more };
}

const PLACE = decided('place', { commands: [{ kind: 'place', add: [0, 1, 2], remove: [] }] });

function windowOf(entries: readonly RunEntry[]): LifeWindow {
  const life = new LifeWindow(DETAIL, (_, replica) => Int32Array.of(replica));
  for (const each of entries) life.add(each);
  return life;
}

describe('LifeWindow', () => {
  it('is an idle fleet before the first event', () => {
    const { trace, before } = windowOf([]).view();
    expect(trace).toMatchObject({ nodes: NODES, events: [], horizon: 0 });
    expect(before).toBe(0);
  });

  it('shows what a control plane notes among the rest, and folds nothing of it', () => {
    const note = entry(7, { kind: 'note', text: 'x' });
    const { trace } = windowOf([entry(5, { kind: 'requested' }, [PLACE]), note]).view();
    expect(trace.events.map(({ kind, time }) => [kind, time])).toEqual([
      ['start', 5],
      ['placed', 5],
      ['note', 7],
    ]);
    expect(trace.runs[0]?.run).toBe('nano');
  });

  it('keeps a bounded number of events, and the fleet as it was before them', () => {
    const first = [
      entry(0, { kind: 'requested' }, [PLACE]),
      entry(1, { kind: 'nodeFailed', node: 3, cause: 'memory' }),
    ];
    const many = Array.from({ length: 20_000 }, (_, i) =>
      entry(2 + i, { kind: 'checkpointed', work: i }),
    );
    const { trace, base, before } = windowOf([...first, ...many]).view();
    expect(trace.events.length).toBeLessThanOrEqual(5_000);
    expect(trace.events.length + before).toBe(20_003);
    const fleet = fleetAfter(recordPlayback(trace, undefined, base), 0);
    expect([...fleet.holder]).toEqual([1, 1, 1, 0]);
    expect(fleet.condition[3]).not.toBe(0);
    expect(trace.horizon).toBe(20_001);
  });
});

describe('nameInJournal', () => {
  it('is the name without the number of an earlier run', () => {
    expect(nameInJournal('nano@12')).toBe('nano');
    expect(nameInJournal('nano')).toBe('nano');
    expect(nameInJournal('a@b')).toBe('a@b');
  });
});
