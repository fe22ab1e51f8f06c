import { describe, expect, it } from 'vitest';
import { DENSE, jobOn, MIXTURE, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { trainingMemory } from '../memory/memory.ts';
import { stepTime } from '../step/step.ts';
import { type Strategy, showStrategy } from '../strategy.ts';
import { type RejectReason, refuse, type StrategyLimits, searchStrategies } from './search.ts';

function onMemory(job: TrainingJob, memory: number): TrainingJob {
  return { ...job, hardware: { ...job.hardware, gpu: { ...job.hardware.gpu, memory } } };
}

/** Whole numbers from 1. */
const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

/** Every strategy of the space that the search documents, by counting. */
function everyStrategy({ gpus, sequenceLength }: TrainingJob): Strategy[] {
  const powers = [1, 2, 4, 8];
  return powers.flatMap((tp) =>
    powers
      .filter((cp) => sequenceLength / cp >= 4096)
      .flatMap((cp) =>
        upTo(8).flatMap((pp) =>
          upTo(8).flatMap((vp) =>
            upTo(8).flatMap((ep) =>
              [...new Set(ep === 1 ? [tp] : [1, tp])].flatMap((etp) =>
                powers.flatMap((microBatch) =>
                  (['none', 'selective', 'full'] as const).flatMap((recompute) =>
                    (['zero1', 'zero3'] as const).map((sharding) => {
                      const dp = gpus / (tp * pp * cp);
                      return { tp, pp, vp, dp, ep, etp, cp, microBatch, recompute, sharding };
                    }),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
  );
}

describe('refuse', () => {
  const dense = jobOn(DENSE);
  const mixture = jobOn(MIXTURE);
  const cases: readonly (readonly [string, TrainingJob, Partial<Strategy>, RejectReason])[] = [
    ['GPUs that do not divide', dense, { tp: 3, dp: 64 / 3 }, 'gpus'],
    ['no data-parallel rank at all', dense, { dp: 0 }, 'gpus'],
    ['tensor parallelism beyond NVLink', dense, { tp: 16, dp: 4 }, 'heads'],
    ['heads cut in pieces', jobOn({ ...DENSE, heads: 12 }), { tp: 8, dp: 8 }, 'heads'],
    ['an MLP cut in pieces', jobOn({ ...DENSE, ffn: 4097 }), { tp: 2, dp: 32 }, 'heads'],
    [
      'key/value heads shared unevenly',
      jobOn({ ...DENSE, kvHeads: 3 }),
      { tp: 2, dp: 32 },
      'heads',
    ],
    [
      'a shared expert cut in pieces',
      jobOn({ ...MIXTURE, sharedFfn: 516 }),
      { tp: 8, dp: 8, etp: 8 },
      'heads',
    ],
    ['more stages than layers', dense, { pp: 16, dp: 4 }, 'layers'],
    ['stages that stay half empty', dense, { pp: 5, dp: 64 / 4, vp: 2 }, 'layers'],
    ['interleaving without a pipeline', dense, { vp: 2 }, 'layers'],
    ['experts of a dense model', dense, { ep: 2 }, 'experts'],
    ['experts that do not divide', mixture, { ep: 3 }, 'experts'],
    ['more expert ranks than ranks', jobOn(MIXTURE, { gpus: 4 }), { dp: 4, ep: 8 }, 'experts'],
    ['split experts without expert parallelism', mixture, { etp: 2 }, 'experts'],
    ['a batch that does not divide', jobOn(DENSE, { globalBatch: 100 }), {}, 'batch'],
    ['a batch smaller than its ranks', jobOn(DENSE, { globalBatch: 32 }), {}, 'batch'],
    [
      'a sequence that does not halve per rank',
      jobOn(DENSE, { sequenceLength: 4098 }),
      { cp: 2, dp: 32 },
      'batch',
    ],
    ['interleaving of a remainder', dense, { pp: 4, vp: 2, dp: 16, microBatch: 2 }, 'schedule'],
    ['ZeRO-3 in a pipeline', dense, { pp: 2, dp: 32, sharding: 'zero3' }, 'schedule'],
  ];

  it.each(cases)('refuses %s', (_, job, over, reason) => {
    expect(refuse(job, { ...PLAIN_SPLIT, ...over })).toBe(reason);
  });

  it.each([
    ['data parallelism alone', dense, {}],
    [
      'one layer less on the first and the last stage',
      jobOn({ ...DENSE, layers: 6 }),
      { pp: 4, dp: 16 },
    ],
    ['key/value heads copied to more ranks', dense, { tp: 8, dp: 8 }],
    ['split experts', mixture, { tp: 2, dp: 32, ep: 4, etp: 2 }],
  ] as const)('accepts %s', (_, job, over) => {
    expect(refuse(job, { ...PLAIN_SPLIT, ...over })).toBeUndefined();
  });
});

describe('searchStrategies', () => {
  it.each([
    ['dense', jobOn(DENSE, { gpus: 16, globalBatch: 32 })],
    ['dense on little memory', onMemory(jobOn(DENSE, { gpus: 16, globalBatch: 32 }), 5e9)],
    ['mixture', jobOn(MIXTURE, { gpus: 8, globalBatch: 16 })],
    ['mixture on little memory', onMemory(jobOn(MIXTURE, { gpus: 8, globalBatch: 16 }), 6e9)],
  ])('finds what counting through all of them finds: %s', (_, job) => {
    const found = everyStrategy(job)
      .filter((s) => !refuse(job, s))
      .filter((s) => trainingMemory(job, s).total <= job.hardware.gpu.memory)
      .map((strategy) => ({ strategy, time: stepTime(job, strategy).time }))
      .sort((a, b) => a.time - b.time);
    const { feasible, evaluated } = searchStrategies(job);
    const labels = (of: readonly { readonly strategy: Strategy }[]) =>
      of.map(({ strategy }) => showStrategy(strategy)).sort();
    expect(found.length).toBeGreaterThan(10);
    expect(labels(feasible)).toEqual(labels(found));
    expect(evaluated).toBe(found.length);
    expect(feasible[0]!.step.time).toBe(found[0]!.time);
  });

  it('puts the fastest first', () => {
    const times = searchStrategies(jobOn(MIXTURE)).feasible.map(({ step }) => step.time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it.each([3e9, 6e9, 12e9, 80e9])('fills no GPU of %d bytes beyond its memory', (memory) => {
    const { feasible } = searchStrategies(onMemory(jobOn(MIXTURE), memory));
    for (const each of feasible) {
      expect(each.memory.total).toBeLessThanOrEqual(memory);
      expect(each.memory.capacity).toBe(memory);
    }
  });

  it('finds less, never more, on less memory', () => {
    const counts = [3e9, 6e9, 12e9, 80e9].map(
      (memory) => searchStrategies(onMemory(jobOn(DENSE), memory)).evaluated,
    );
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts[0]).toBeLessThan(counts[3]!);
  });

  it.each([
    { tp: 4 },
    { pp: 2, vp: 2 },
    { ep: 4, etp: 1 },
    { cp: 2 },
    { microBatch: 2, recompute: 'full' },
    { sharding: 'zero3' },
    { tp: 2, pp: 2, vp: 1, ep: 2, etp: 2, cp: 1, microBatch: 1, recompute: 'none' },
  ] satisfies StrategyLimits[])('keeps to what is pinned: %j', (limits) => {
    const { feasible } = searchStrategies(jobOn(MIXTURE), limits);
    expect(feasible.length).toBeGreaterThan(0);
    for (const { strategy } of feasible) expect(strategy).toMatchObject(limits);
  });

  it('accounts for every candidate', () => {
    const limits = { tp: 2, pp: 1, vp: 1, ep: 1, etp: 2, cp: 1 };
    const job = onMemory(jobOn(MIXTURE, { globalBatch: 64 }), 3e9);
    const { evaluated, rejected, feasible } = searchStrategies(job, limits);
    const turnedAway = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    // Four micro-batches, three ways to recompute, two shardings.
    expect(evaluated + turnedAway).toBe(4 * 3 * 2);
    expect(feasible).toHaveLength(evaluated);
    expect(rejected.batch).toBe(12);
    expect(rejected.memory).toBeGreaterThan(0);
  });

  it('says why nothing fits', () => {
    const none = searchStrategies(onMemory(jobOn(DENSE), 1e6));
    expect(none.feasible).toEqual([]);
    expect(none.rejected.memory).toBeGreaterThan(0);
    const odd = searchStrategies(jobOn(DENSE), { tp: 3 });
    expect(odd.evaluated).toBe(0);
    expect(odd.rejected.gpus).toBeGreaterThan(0);
  });
});
