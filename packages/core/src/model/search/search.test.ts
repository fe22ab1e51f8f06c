import { describe, expect, it } from 'vitest';
import {
  DENSE,
  everyStrategy,
  inStack,
  jobOn,
  MIXTURE,
  onMemory,
  PLAIN_SPLIT,
  unbounded,
} from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { type RejectReason, refuse } from './refuse.ts';
import { searchStrategies } from './search.ts';
import { type StrategyLimits, searchSpace } from './space.ts';

describe('refuse', () => {
  const dense = jobOn(DENSE);
  const mixture = jobOn(MIXTURE);
  const cases: readonly (readonly [string, TrainingJob, Partial<Strategy>, RejectReason])[] = [
    ['GPUs that do not divide', dense, { tp: 3, dp: 64 / 3 }, 'gpus'],
    ['no data-parallel rank at all', dense, { dp: 0 }, 'gpus'],
    ['tensor parallelism beyond NVLink', dense, { tp: 16, dp: 4 }, 'domain'],
    ['heads cut in pieces', jobOn({ ...DENSE, heads: 12 }), { tp: 8, dp: 8 }, 'heads'],
    ['an MLP cut in pieces', jobOn({ ...DENSE, ffn: 4097 }), { tp: 2, dp: 32 }, 'ffn'],
    [
      'key/value heads shared unevenly',
      jobOn({ ...DENSE, kvHeads: 3 }),
      { tp: 2, dp: 32 },
      'kvHeads',
    ],
    [
      'a shared expert cut in pieces',
      jobOn({ ...MIXTURE, sharedFfn: 516 }),
      { tp: 8, dp: 8, etp: 8 },
      'sharedFfn',
    ],
    ['more stages than layers', dense, { pp: 16, dp: 4 }, 'layers'],
    ['chunks without a layer', dense, { pp: 4, dp: 16, vp: 3 }, 'layers'],
    ['interleaving without a pipeline', dense, { vp: 2 }, 'interleaving'],
    ['experts of a dense model', dense, { ep: 2 }, 'denseModel'],
    ['split experts of a dense model', dense, { etp: 2 }, 'denseModel'],
    ['experts that do not divide', mixture, { ep: 3 }, 'experts'],
    ['more expert ranks than ranks', jobOn(MIXTURE, { gpus: 4 }), { dp: 4, ep: 8 }, 'expertRanks'],
    ['split experts without expert parallelism', mixture, { etp: 2 }, 'expertTensor'],
    ['a batch that does not divide', jobOn(DENSE, { globalBatch: 100 }), {}, 'batch'],
    ['a batch smaller than its ranks', jobOn(DENSE, { globalBatch: 32 }), {}, 'batch'],
    [
      'a sequence that does not halve per rank',
      jobOn(DENSE, { sequenceLength: 4098 }),
      { cp: 2, dp: 32 },
      'sequence',
    ],
    ['interleaving of a remainder', dense, { pp: 4, vp: 2, dp: 16, microBatch: 2 }, 'rounds'],
    ['ZeRO-2 in a pipeline', dense, { pp: 2, dp: 32, sharding: 'zero2' }, 'sharding'],
    ['ZeRO-3 in a pipeline', dense, { pp: 2, dp: 32, sharding: 'zero3' }, 'sharding'],
    ['hybrid sharding in a pipeline', dense, { pp: 2, dp: 32, sharding: 'hybrid' }, 'sharding'],
    [
      'heads that are fewer than the ranks that exchange them',
      inStack(dense, { contextExchange: 'allToAll' }),
      { tp: 4, cp: 4, dp: 4 },
      'exchange',
    ],
    ['whole experts cut in pieces', mixture, { tp: 2, dp: 32, ep: 4, etp: 3 }, 'expertFfn'],
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
    ['every sharding without a pipeline', dense, { sharding: 'hybrid' }],
    ['no sharding at all in a pipeline', dense, { pp: 2, dp: 32, sharding: 'none' }],
    ['more key/value ranks than heads where nothing is exchanged', dense, { tp: 4, cp: 4, dp: 4 }],
  ] as const)('accepts %s', (_, job, over) => {
    expect(refuse(job, { ...PLAIN_SPLIT, ...over })).toBeUndefined();
  });
});

describe('searchSpace', () => {
  const spaceOf = (over: Partial<TrainingJob>, limits: StrategyLimits = {}) =>
    searchSpace(jobOn(MIXTURE, over), limits);
  const valuesOf = (name: 'tp' | 'cp' | 'ep' | 'microBatch', over: Partial<TrainingJob>) => [
    ...new Set(spaceOf(over).blocks.map((block) => block[name])),
  ];

  it('tries tensor parallelism over divisors of the GPUs, powers of two or not', () => {
    expect(valuesOf('tp', { gpus: 96 })).toEqual([1, 2, 3, 4, 6, 8]);
    expect(valuesOf('tp', { gpus: 4 })).toEqual([1, 2, 4]);
  });

  it('leaves each rank at least 256 tokens of a sequence', () => {
    expect(valuesOf('cp', { sequenceLength: 8192 })).toEqual([1, 2, 4, 8, 16, 32]);
    expect(valuesOf('cp', { sequenceLength: 511 })).toEqual([1]);
  });

  it('tries micro-batches over divisors of the batch to 128', () => {
    expect(valuesOf('microBatch', { globalBatch: 60 })).toEqual([
      1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60,
    ]);
    expect(Math.max(...valuesOf('microBatch', { globalBatch: 2 ** 20 }))).toBe(128);
    expect(Math.max(...valuesOf('microBatch', { globalBatch: 254 }))).toBe(127);
  });

  it('tries experts whole and split as the layer, on every divisor of them', () => {
    expect(valuesOf('ep', {})).toEqual([1, 2, 4, 8]);
    const { blocks } = spaceOf({}, { tp: 4, cp: 1, microBatch: 1 });
    expect(blocks.map(({ ep, etp }) => [ep, etp])).toEqual([
      [1, 4],
      ...[2, 4, 8].flatMap((ep) => [
        [ep, 1],
        [ep, 4],
      ]),
    ]);
  });

  it('cuts stages into as many chunks as there are layers and ends for', () => {
    const { pipelines } = searchSpace(jobOn({ ...DENSE, layers: 13, denseLayers: 13 }), {});
    const chunks = (pp: number) => pipelines.find((each) => each.pp === pp)?.vps;
    expect(chunks(1)).toEqual([1]);
    expect(chunks(4)).toEqual([1, 2, 3]);
    expect(chunks(2)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(pipelines.every(({ pp, vps }) => vps.every((vp) => pp * vp <= 15))).toBe(true);
  });
});

describe('searchStrategies', () => {
  it('puts the fastest first and keeps as many as asked for', () => {
    const all = everyStrategy(jobOn(MIXTURE));
    const times = all.map(({ step }) => step.time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const top of [1, 7, 500]) {
      const { best, evaluated } = searchStrategies(jobOn(MIXTURE), {}, { top });
      expect(best).toEqual(all.slice(0, top));
      expect(evaluated).toBe(all.length);
    }
    expect(searchStrategies(jobOn(MIXTURE)).best).toEqual(all.slice(0, 100));
  });

  it.each([3e9, 6e9, 12e9, 80e9])('fills no GPU of %d bytes beyond its memory', (memory) => {
    const all = everyStrategy(onMemory(jobOn(MIXTURE), memory));
    expect(all.filter((each) => !(each.memory.total <= memory))).toEqual([]);
    expect(all.filter((each) => each.memory.capacity !== memory)).toEqual([]);
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
    { sharding: 'hybrid', recompute: 'selective' },
    { tp: 2, pp: 2, vp: 1, ep: 2, etp: 2, cp: 1, microBatch: 1, recompute: 'none' },
  ] satisfies StrategyLimits[])('keeps to what is pinned: %j', (limits) => {
    const all = everyStrategy(jobOn(MIXTURE), limits);
    expect(all.length).toBeGreaterThan(0);
    for (const { strategy } of all) expect(strategy).toMatchObject(limits);
  });

  it('accounts for every candidate', () => {
    const limits = { tp: 2, pp: 1, vp: 1, ep: 1, etp: 2, cp: 1 };
    const job = onMemory(jobOn(MIXTURE, { globalBatch: 64 }), 3e9);
    const { evaluated, rejected } = searchStrategies(job, limits);
    const turnedAway = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    // Seven micro-batches, of which five are more than the batch of a rank; three ways to recompute,
    // five shardings.
    expect(evaluated + turnedAway).toBe(7 * 3 * 5);
    expect(rejected.batch).toBe(5 * 3 * 5);
    expect(rejected.memory).toBeGreaterThan(0);
  });

  it('says why nothing fits', () => {
    const none = searchStrategies(onMemory(jobOn(DENSE), 1e6));
    expect(none).toMatchObject({ best: [], front: [], sample: [], evaluated: 0 });
    expect(none.rejected.memory).toBeGreaterThan(0);
    const odd = searchStrategies(jobOn(DENSE), { tp: 3 });
    expect(odd.evaluated).toBe(0);
    expect(odd.rejected.gpus).toBeGreaterThan(0);
  });

  it('keeps strategies that it gave out as they are', () => {
    const job = unbounded(jobOn(DENSE, { gpus: 8, globalBatch: 8 }));
    const first = searchStrategies(job);
    const copy = structuredClone(first);
    searchStrategies(job);
    expect(first).toEqual(copy);
  });
});
