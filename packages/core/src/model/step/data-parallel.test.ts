import { describe, expect, it } from 'vitest';
import {
  DENSE,
  everyStrategy,
  inStack,
  jobOn,
  MIXED,
  PLAIN_SPLIT,
  unbounded,
  wrongOf,
} from '../job.fixture.ts';
import type { TrainingJob, TrainingStack } from '../job.ts';
import { blockOf } from '../layer/block.ts';
import { emptyHeld, hold } from '../memory/held.ts';
import type { Sharding, Strategy } from '../strategy.ts';
import {
  type Exchange,
  emptyExchange,
  exchangedTime,
  exchangeInto,
  exposedTime,
} from './data-parallel.ts';

const SHARDINGS = ['none', 'zero1', 'zero2', 'zero3', 'hybrid'] as const;

/** What data parallelism costs, and its parts. */
function exchanged(job: TrainingJob, s: Strategy): Exchange & { readonly cost: number } {
  const held = emptyHeld();
  hold(job, s, held);
  const exchange = emptyExchange();
  exchangeInto(job, s, held, exchange);
  const cost = exchangedTime(job, s, blockOf(job, s), held.layers, exchange);
  return { ...exchange, cost };
}

const of = (
  sharding: Sharding,
  over: Partial<Strategy> = {},
  stack: Partial<TrainingStack> = {},
  job: Partial<TrainingJob> = {},
) =>
  exchanged(inStack(jobOn(DENSE, { globalBatch: 256, ...job }), stack), {
    ...PLAIN_SPLIT,
    sharding,
    ...over,
  });

describe('exchangedTime', () => {
  it('costs nothing on one rank', () => {
    for (const sharding of SHARDINGS) {
      const alone = of(sharding, { dp: 1 }, {}, { gpus: 1 });
      expect([alone.cost, alone.scatter, alone.gather, alone.copies]).toEqual([0, 0, 0, 0]);
    }
  });

  it('sums gradients at once where nothing is shared, else scatters sums and gathers weights', () => {
    const [none, zero1] = [of('none'), of('zero1')];
    expect(none.gather).toBe(0);
    // An all-reduce is a scatter and a gather of the same bytes.
    expect(none.scatter / (zero1.scatter + zero1.gather)).toBeGreaterThan(0.9);
    expect(none.scatter / (zero1.scatter + zero1.gather)).toBeLessThan(1.1);
    for (const sharding of ['zero2', 'zero3'] as const) {
      expect(of(sharding).scatter).toBe(zero1.scatter);
      expect(of(sharding).gather).toBe(zero1.gather);
    }
  });

  it('stays inside NVLink under hybrid, but for what the domains sum', () => {
    const [zero3, hybrid] = [of('zero3'), of('hybrid')];
    expect(hybrid.gather).toBeLessThan(zero3.gather);
    expect(hybrid.scatter).toBeLessThan(zero3.scatter);
    expect(hybrid.copies).toBeGreaterThan(0);
    expect(zero3.copies).toBe(0);
    // One domain: there are no copies.
    expect(of('hybrid', { dp: 8 }, {}, { gpus: 8 }).copies).toBe(0);
  });

  it('sends half the bytes where gradients are summed in bf16', () => {
    const [half, whole] = [
      of('zero1', {}, { gradients: 'bf16' }),
      of('zero1', {}, { gradients: 'fp32' }),
    ];
    expect(whole.scatter / half.scatter).toBeGreaterThan(1.8);
    expect(whole.scatter / half.scatter).toBeLessThanOrEqual(2);
    expect(whole.gather).toBe(half.gather);
  });

  it('hides less behind a part of the layers, and more behind full recompute', () => {
    const [none, full] = [of('zero1'), of('zero1', { recompute: 'full' })];
    expect(full.backward - none.backward).toBeGreaterThan(none.forward * 0.9);
    expect(full.forward).toBe(none.forward);
  });
});

describe('exposedTime', () => {
  // Eight micro-batches; computing of 10 s forward and 20 s backward, a slowdown of a tenth.
  const base = jobOn(DENSE, { globalBatch: 512 });
  const job: TrainingJob = { ...base, constants: { ...base.constants, contention: 0.1 } };
  const cost = (sharding: Sharding, over: Partial<Exchange>, layers = 4) =>
    exposedTime(job, { ...PLAIN_SPLIT, sharding }, layers, {
      ...{ scatter: 0, gather: 0, copies: 0, forward: 10, backward: 20 },
      ...over,
    });

  it('leaves the gradients of the last micro-batch a bucket without cover, and what sticks out', () => {
    expect(cost('zero1', { scatter: 8 })).toBeCloseTo(0.1 * 8 + 8 / 4, 12);
    expect(cost('none', { scatter: 8 })).toBe(cost('zero1', { scatter: 8 }));
    expect(cost('zero1', { scatter: 24 })).toBeCloseTo(4 + 0.1 * 20 + 24 / 4, 12);
    expect(cost('zero1', { gather: 8 })).toBeCloseTo(0.1 * 8 + 8 / 4, 12);
    expect(cost('zero1', { gather: 12 })).toBeCloseTo(2 + 0.1 * 10 + 12 / 4, 12);
  });

  it('sums gradients after each micro-batch under ZeRO-2, and gathers once', () => {
    expect(cost('zero2', { scatter: 8 })).toBeCloseTo(8 * (0.1 * 8 + 8 / 4), 12);
    expect(cost('zero2', { gather: 8 })).toBe(cost('zero1', { gather: 8 }));
  });

  it('gathers before forward and backward of each micro-batch where weights are shared out', () => {
    const twice = 8 * (0.1 * 8 + 0.1 * 8 + 8 / 4);
    expect(cost('zero3', { gather: 8 })).toBeCloseTo(twice, 12);
    // Gradients leave beside the gather of the backward: together they stick out.
    const both = 8 * (0.1 * 8 + (8 + 16 - 20 + 0.1 * 20) + (8 + 16) / 4);
    expect(cost('zero3', { gather: 8, scatter: 16 })).toBeCloseTo(both, 12);
    expect(cost('hybrid', { gather: 8, scatter: 16 })).toBeCloseTo(both, 12);
    expect(cost('hybrid', { copies: 30 })).toBeCloseTo(10 + 0.1 * 20, 12);
  });

  it('is never worse than waiting, where one layer is all there is', () => {
    expect(cost('zero1', { scatter: 8 }, 1)).toBe(8);
    expect(cost('zero3', { gather: 8 }, 1)).toBeCloseTo(8 * (0.1 * 16 + 8), 12);
  });
});

describe('over every strategy', () => {
  const job = unbounded(jobOn(MIXED, { gpus: 32, globalBatch: 64 }));
  const waiting = inStack(job, { dataOverlap: 'off' });
  const all = everyStrategy(job, { recompute: 'selective' });

  it('costs ZeRO-3 at least what ZeRO-1 does, with ZeRO-2 between', () => {
    expect(all.length).toBeGreaterThan(500);
    const plain = all.filter(({ strategy }) => strategy.pp === 1);
    const wrong = wrongOf(plain, ({ strategy: s }) => {
      const [one, two, three] = (['zero1', 'zero2', 'zero3'] as const).map(
        (sharding) => exchanged(job, { ...s, sharding }).cost,
      );
      return one! <= two! * (1 + 1e-12) && two! <= three! * (1 + 1e-12);
    });
    expect(wrong).toEqual([]);
  });

  it('waits for everything in a stack that overlaps nothing', () => {
    const wrong = wrongOf(all, ({ strategy: s }) => {
      const { scatter, gather, copies, cost } = exchanged(waiting, s);
      const sharesWeights = s.sharding === 'zero3' || s.sharding === 'hybrid';
      const microBatches = job.globalBatch / (s.dp * s.microBatch);
      const scatters = s.sharding === 'zero2' || sharesWeights ? microBatches : 1;
      // Weights are gathered before the forward and again before the backward.
      const gathers = sharesWeights ? 2 * microBatches : 1;
      const whole = scatters * scatter + gathers * gather + copies;
      return Math.abs(cost - whole) <= 1e-12 * whole;
    });
    expect(wrong).toEqual([]);
  });

  it('never costs more to overlap than to wait, however few layers there are', () => {
    const wrong = wrongOf(
      all,
      ({ strategy: s }) => exchanged(job, s).cost <= exchanged(waiting, s).cost,
    );
    expect(wrong).toEqual([]);
  });

  it('never costs less than what no computing can hide', () => {
    const wrong = wrongOf(all, ({ strategy: s }) => {
      const { scatter, gather, backward, forward, cost } = exchanged(job, s);
      return cost >= Math.max(0, scatter - backward) + Math.max(0, gather - forward);
    });
    expect(wrong).toEqual([]);
  });

  it('costs less the more computing there is beside it', () => {
    const wrong = wrongOf(all, ({ strategy: s }) => {
      const exchange = exchanged(job, s);
      const { forward, backward } = exchange;
      const less = { ...exchange, forward: forward / 2, backward: backward / 2 };
      const more = { ...exchange, forward: 2 * forward, backward: 2 * backward };
      const cost = exposedTime(job, s, 4, exchange);
      return exposedTime(job, s, 4, more) <= cost && cost <= exposedTime(job, s, 4, less);
    });
    expect(wrong).toEqual([]);
  });
});
