import { describe, expect, it } from 'vitest';
import { liveOnce, replay, type TwinScenario, type TwinTrace } from './index.ts';
import { LOSS_CAUSES } from './result.ts';
import { cause, constant, DAY, QUIET, replicated, runWith, STEADY } from './scenario.fixture.ts';

/** Two runs of several replicas, one service, and everything that may go wrong. */
const STORMY: TwinScenario = {
  ...QUIET,
  topology: { nodes: 40, size: { rack: 4, leaf: 8, spine: 16, cooling: 8, hall: 20 } },
  fleet: { maxCordonShare: 0.5, warmStandbys: 2, sweepInterval: DAY },
  runs: [
    replicated(4, 3, { recovery: 'replica' }, { restart: constant(600), rejoin: constant(900) }),
    replicated(2, 5, { recovery: 'shrink' }, { restart: constant(600), spareSwap: constant(100) }),
    {
      ...replicated(3, 1, { recovery: 'replica' }, { rejoin: constant(300) }),
      kind: 'serve' as const,
    },
  ].map((run, index) => ({
    ...run,
    spec: { ...run.spec, run: ['a', 'b', 'web'][index]!, priority: index },
    checkpoint: { writeTime: 15, bytes: 0, memory: { interval: 100, writeTime: 1 } },
    maintenanceRate: index === 2 ? 0 : 1 / (3 * DAY),
    personRate: index === 2 ? 0 : 1 / (4 * DAY),
    maintenance: constant(1800),
  })),
  causes: [cause(1e-6), { ...cause(1e-6, constant(20_000)), shape: 0.8 }],
  lemons: { share: 0.1, factor: 5 },
  domains: [
    { kind: 'rack', cause: 'Rack power', rate: 3e-7, repair: constant(7200), bandwidthLeft: 0 },
    { kind: 'spine', cause: 'Spine', rate: 2e-6, repair: constant(7200), bandwidthLeft: 0.5 },
  ],
  stragglers: {
    ...QUIET.stragglers,
    rate: 1e-7,
    factor: 1.5,
    duration: constant(9000),
    repair: constant(4000),
    heatShare: 0.02,
  },
  corruption: { ...QUIET.corruption, rate: 1e-7, latency: constant(5000), repair: constant(9000) },
  repair: { crews: 2, parts: 3, partLeadTime: DAY },
};

const SEEDS = [1, 2, 3, 4, 5];

/** Follows who holds which node, as a reader of the trace would; fails where a node is in two places. */
function seatsOf({ events, runs }: TwinTrace): void {
  const holder = new Map<number, string>();
  for (const { kind, run = '', nodes: named = [], left = [], releases, text } of events) {
    const nodes = kind === 'placed' || kind === 'rejoining' ? named : [];
    for (const node of left) if (holder.get(node) === run) holder.delete(node);
    if (releases) for (const [node, of] of holder) if (of === run) holder.delete(node);
    for (const node of nodes) {
      // Who was ordered to join already may be ordered again.
      expect([undefined, run], `${text} (node ${node} joins ${run})`).toContain(holder.get(node));
      holder.set(node, run);
    }
    for (const { run: name, nodes: most } of runs) {
      const held = [...holder.values()].filter((of) => of === name).length;
      expect(held).toBeLessThanOrEqual(most);
    }
  }
}

describe('replay', () => {
  const traces = SEEDS.map((seed) => replay(STORMY, seed));

  it('refuses what cannot be lived', () => {
    expect(() => replay({ ...QUIET, horizon: 0 }, 1)).toThrow(RangeError);
  });

  it('shows the first life, which watching does not change', () => {
    for (const [index, seed] of SEEDS.entries()) {
      const { digest, lemons } = liveOnce(STORMY, seed, 0);
      expect(traces[index]).toMatchObject({ digest, lemons, seed });
      expect(liveOnce(STORMY, seed, 0, { watcher: {} }).digest).toBe(digest);
    }
  });

  it('tells what happened in its order, from start to end', () => {
    for (const { events, horizon, runs, nodes } of traces) {
      const times = events.map(({ time }) => time);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((time) => time >= 0 && time <= horizon)).toBe(true);
      expect(events.filter(({ kind }) => kind === 'start')).toHaveLength(runs.length);
      expect(events.slice(-runs.length).map(({ kind }) => kind)).toEqual(runs.map(() => 'end'));
      for (const { text, node = 0, nodes: joined = [] } of events) {
        expect(text).not.toBe('');
        for (const each of [node, ...joined]) expect(each).toBeLessThan(nodes);
      }
      const names = [undefined, ...runs.map(({ run }) => run)];
      expect(events.filter(({ run }) => !names.includes(run))).toEqual([]);
    }
    const kinds = new Set(traces.flatMap(({ events }) => events.map(({ kind }) => kind)));
    for (const kind of ['failure', 'placed', 'shrunk', 'rejoined', 'slowed', 'restored'] as const)
      expect(kinds).toContain(kind);
  });

  it('seats only free nodes, and no more than a run has places', () => {
    for (const trace of traces) seatsOf(trace);
  });

  it('samples the books evenly up to the horizon, each of them complete', () => {
    for (const { runs, horizon } of traces) {
      for (const { samples } of runs) {
        expect(samples.time[0]).toBe(0);
        expect(samples.time.at(-1)).toBe(horizon);
        samples.time.forEach((time, at) => {
          const lost = LOSS_CAUSES.reduce((sum, of) => sum + samples.lost[of][at]!, 0);
          expect(samples.useful[at]! + lost).toBeCloseTo(time, 5);
        });
      }
    }
  });

  it('ends its samples where the last run ends', () => {
    const { runs, events } = replay({ ...QUIET, runs: [runWith({ work: 3 * DAY })] }, 1);
    const { time } = runs[0]!.samples;
    expect(time.at(-1)).toBeLessThanOrEqual(3 * DAY);
    expect(time.at(-1)).toBeGreaterThan(3 * DAY - QUIET.horizon / 399);
    expect(events.at(-1)).toMatchObject({ kind: 'end', time: 3 * DAY });
    expect(events.at(-1)?.text).toContain('given back');
  });

  const checkpointTimes = (scenario: TwinScenario) =>
    replay(scenario, 1).events.flatMap(({ kind, time }) => (kind === 'checkpoint' ? time : []));

  it('tells every checkpoint, also those before a change of speed', () => {
    const run = runWith(
      { checkpoint: { writeTime: 60, bytes: 0 } },
      { checkpoint: { kind: 'fixed', interval: 3540 } },
    );
    const slow = {
      what: 'slow',
      node: 1,
      cause: 'Slow node',
      factor: 1.05,
      duration: 9000,
    } as const;
    const crash = { what: 'node', node: 0, cause: 'bug', detection: 'crash' } as const;
    const faults = [
      { ...slow, at: 10_000 },
      { ...crash, at: 2.5 * DAY },
    ];
    const horizon = 3 * DAY;
    const hours = Array.from({ length: 60 }, (_, index) => (index + 1) * 3600);
    // Training goes on to the horizon, at which its checkpoints are not told of any more.
    expect(checkpointTimes({ ...QUIET, horizon, runs: [run], faults })).toEqual(hours);
  });

  it('tells only the last of a row where there are too many, and none of services', () => {
    const crash = { what: 'node', node: 0, cause: 'bug', detection: 'crash', at: DAY } as const;
    const often = runWith({}, { checkpoint: { kind: 'fixed', interval: 10 } });
    expect(checkpointTimes({ ...QUIET, runs: [often], faults: [crash] })).toEqual([DAY]);
    const service = { ...STEADY, kind: 'serve' as const };
    expect(checkpointTimes({ ...QUIET, runs: [service], faults: [crash] })).toEqual([]);
  });
});
