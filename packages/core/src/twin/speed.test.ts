import { describe, expect, it } from 'vitest';
import { createStream } from '../base/index.ts';
import { Chance } from './chance.ts';
import type { TwinRun, TwinScenario } from './index.ts';
import type { Processes } from './processes.ts';
import { QUIET, runWith, STEADY } from './scenario.fixture.ts';
import { World } from './world.ts';

const STEP = { computeShare: 0.6, networkShare: 0.3, stages: 1, microBatches: 1, modelChunks: 1 };

function worldOf(run: Partial<TwinRun> = {}, change: Partial<TwinScenario> = {}) {
  const world = new World(
    { ...QUIET, runs: [runWith(run)], ...change },
    new Chance(createStream(1)),
    {},
  );
  const first = world.tenants[0]!;
  first.seats.add([0, 1, 2, 3, 4, 5, 6, 7]);
  return { world, slowdown: () => world.slowdownOf(first) };
}

describe('slowdownOf', () => {
  it('is 1 while nothing is slow', () => {
    expect(worldOf().slowdown()).toBe(1);
  });

  it('follows the slowest node of the gang in what is computed, and no other', () => {
    const { world, slowdown } = worldOf({ step: STEP });
    world.nodes.slow.set(3, { factor: 1.5 });
    world.nodes.slow.set(5, { factor: 2 });
    world.nodes.slow.set(9, { factor: 9 });
    expect(slowdown()).toBeCloseTo(1 + 0.6, 12);
  });

  it('waits for the narrowest network that it reaches, and no other', () => {
    const topology = { ...QUIET.topology, size: { ...QUIET.topology.size, leaf: 4 } };
    const { world, slowdown } = worldOf({ step: STEP }, { topology });
    const leaf = (index: number) => ({ kind: 'leaf', index }) as const;
    world.bandwidths.push({ domain: leaf(0), share: 0.5 }, { domain: leaf(1), share: 0.75 });
    world.bandwidths.push({ domain: leaf(2), share: 0.1 });
    expect(slowdown()).toBeCloseTo(1 + 0.3 * (1 / 0.5 - 1), 12);
  });

  it('adds what the heat and uneven sequences take', () => {
    const stragglers = { ...QUIET.stragglers, imbalanceShare: 0.1 };
    const { world, slowdown } = worldOf({}, { stragglers });
    expect(slowdown()).toBeCloseTo(1 / 0.9, 12);
    world.heat = 0.02;
    expect(slowdown()).toBeCloseTo(1 / (0.9 * 0.98), 12);
  });
});

describe('storageStretch', () => {
  const writer = (run: string, kind: TwinRun['kind'] = 'train'): TwinRun => ({
    ...STEADY,
    kind,
    spec: { ...STEADY.spec, run, nodesPerReplica: 1 },
    checkpoint: { writeTime: 50, bytes: 100e9 },
  });
  function train(processes: Processes) {
    const { run } = processes.twin.spec;
    const order = { id: 1, run, attempt: 1, epoch: 1, replicas: 1, interval: 450, work: 0 };
    const attempt = processes.launch({ ...order, kind: 'launch', isRollback: false });
    processes.train(attempt, 450e6);
  }

  /** Of the first run, beside others that train and checkpoint every 450 s. */
  function stretch(storageBandwidth: number, ...others: TwinRun[]) {
    const runs = [writer('first'), ...others];
    const world = new World({ ...QUIET, runs, storageBandwidth }, new Chance(createStream(1)), {});
    for (const { processes } of world.runs.slice(1)) train(processes);
    return world.storageStretch(world.tenants[0]!);
  }

  it('is 1 for a run alone, and while the storage has enough for all', () => {
    expect(stretch(1e9)).toBe(1);
    expect(stretch(4e9, writer('other'))).toBe(1);
    expect(stretch(Number.POSITIVE_INFINITY, writer('other'))).toBe(1);
  });

  it('grows by the share of its time in which another writes, as far as the storage lacks', () => {
    // Each wants 2 GB/s of 3, and the other writes a tenth of its time.
    expect(stretch(3e9, writer('other'))).toBeCloseTo(1 + 0.1 * (4 / 3 - 1), 12);
    expect(stretch(3e9, writer('other'), writer('third'))).toBeCloseTo(1 + 0.2 * (4 / 3 - 1), 12);
  });

  it('takes nothing from services, and from those that do not train', () => {
    expect(stretch(1e9, writer('web', 'serve'))).toBe(1);
    const runs = [writer('first'), writer('other')];
    const world = new World(
      { ...QUIET, runs, storageBandwidth: 1 },
      new Chance(createStream(1)),
      {},
    );
    expect(world.storageStretch(world.tenants[0]!)).toBe(1);
  });
});
