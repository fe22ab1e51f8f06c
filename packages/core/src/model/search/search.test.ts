import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DENSE,
  everyStrategy,
  inStack,
  jobOn,
  MIXED,
  MIXTURE,
  PLAIN_SPLIT,
  unbounded,
} from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { trainingMemory } from '../memory/memory.ts';
import { stepTime } from '../step/step.ts';
import { type Strategy, showStrategy } from '../strategy.ts';
import { Collector } from './collector.ts';
import type { SearchOutcome } from './outcome.ts';
import { noneRejected, type RejectReason, refuse } from './refuse.ts';
import { searchFastest, searchStrategies } from './search.ts';
import { type StrategyLimits, searchSpace } from './space.ts';

const RECOMPUTES = ['none', 'selective', 'full'] as const;
const SHARDINGS = ['none', 'zero1', 'zero2', 'zero3', 'hybrid'] as const;

function onMemory(job: TrainingJob, memory: number): TrainingJob {
  return { ...job, hardware: { ...job.hardware, gpu: { ...job.hardware.gpu, memory } } };
}

/** Whole numbers from 1. */
const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

/** Every strategy of the space that the search documents, by counting: whole numbers, but for CP. */
function countedStrategies({ gpus, globalBatch, sequenceLength, model }: TrainingJob): Strategy[] {
  const cps = [1, 2, 4, 8, 16, 32].filter((cp) => sequenceLength / cp >= 256);
  const splits = upTo(8).flatMap((tp) =>
    cps.flatMap((cp) =>
      upTo(model.layers).map((pp) => ({ tp, cp, pp, dp: gpus / (tp * cp * pp) })),
    ),
  );
  const eps = model.experts > 0 ? upTo(model.experts) : [1];
  const experts = (tp: number) =>
    eps.flatMap((ep) => [...new Set(ep === 1 ? [tp] : [1, tp])].map((etp) => ({ ep, etp })));
  return splits
    .filter(({ dp }) => Number.isInteger(dp))
    .flatMap((split) =>
      experts(split.tp).flatMap((expert) =>
        upTo(model.layers).flatMap((vp) =>
          upTo(Math.min(globalBatch, 128)).flatMap((microBatch) =>
            RECOMPUTES.flatMap((recompute) =>
              SHARDINGS.map((sharding) => ({
                ...{ ...split, ...expert },
                ...{ vp, microBatch, recompute, sharding },
              })),
            ),
          ),
        ),
      ),
    );
}

/** The model, the cluster and the stack of small jobs, and what is pinned of their strategies. */
const searches = fc.record({
  model: fc.record({
    base: fc.constantFrom(DENSE, MIXTURE, MIXED),
    layers: fc.integer({ min: 2, max: 7 }),
    heads: fc.constantFrom(2, 6, 8),
    mtpLayers: fc.constantFrom(0, 1),
  }),
  over: fc.record({
    gpus: fc.constantFrom(1, 4, 8, 12, 24),
    globalBatch: fc.constantFrom(1, 6, 16, 24),
    sequenceLength: fc.constantFrom(512, 1022, 2048),
  }),
  stack: fc.record(
    {
      contextExchange: fc.constantFrom('none', 'ring', 'gather', 'allToAll'),
      sendOverlap: fc.constantFrom('on', 'off'),
      dataOverlap: fc.constantFrom('on', 'off'),
      gradients: fc.constantFrom('fp32', 'bf16'),
    },
    { requiredKeys: [] },
  ),
  memory: fc.constantFrom(1e9, 2e9, 3e9, 6e9, 80e9),
  limits: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    fc.record({
      pp: fc.constantFrom(2, 3, 4),
      vp: fc.constantFrom(1, 2, 5),
    }),
    fc.record({ cp: fc.constantFrom(2, 3), etp: fc.constantFrom(1, 2, 3) }),
    fc.record({ microBatch: fc.constantFrom(1, 3, 64), recompute: fc.constantFrom(...RECOMPUTES) }),
    fc.record({ tp: fc.constantFrom(1, 2, 3), sharding: fc.constantFrom(...SHARDINGS) }),
  ),
});

/** Every candidate of a space, one by one: where it was turned away, or offered to a collector. */
function searchOneByOne(job: TrainingJob, limits: StrategyLimits, top: number): SearchOutcome {
  const { blocks, pipelines, recomputes, shardings } = searchSpace(job, limits);
  const collector = new Collector(top);
  const rejected = noneRejected();
  let evaluated = 0;
  const look = (strategy: Strategy): void => {
    const refused = refuse(job, strategy);
    const memory = refused ? undefined : trainingMemory(job, strategy);
    if (!memory || memory.total > memory.capacity) {
      rejected[refused ?? 'memory']++;
      return;
    }
    evaluated++;
    collector.offer(strategy, memory, stepTime(job, strategy));
  };
  for (const block of blocks) {
    for (const { pp, vps } of pipelines) {
      const layout = { ...block, pp, dp: job.gpus / (block.tp * block.cp * pp) };
      for (const vp of vps) {
        for (const recompute of recomputes) {
          for (const sharding of shardings) look({ ...layout, vp, recompute, sharding });
        }
      }
    }
  }
  const kept = { best: collector.best(), front: collector.front(), sample: collector.sample() };
  return { ...kept, evaluated, rejected };
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
    ['chunks without a layer', dense, { pp: 4, dp: 16, vp: 3 }, 'layers'],
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
    ['ZeRO-2 in a pipeline', dense, { pp: 2, dp: 32, sharding: 'zero2' }, 'schedule'],
    ['ZeRO-3 in a pipeline', dense, { pp: 2, dp: 32, sharding: 'zero3' }, 'schedule'],
    ['hybrid sharding in a pipeline', dense, { pp: 2, dp: 32, sharding: 'hybrid' }, 'schedule'],
    [
      'heads that are fewer than the ranks that exchange them',
      inStack(dense, { contextExchange: 'allToAll' }),
      { tp: 4, cp: 4, dp: 4 },
      'heads',
    ],
    ['whole experts cut in pieces', mixture, { tp: 2, dp: 32, ep: 4, etp: 3 }, 'experts'],
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
  it.each([
    ['dense', jobOn(DENSE, { gpus: 16, globalBatch: 32 })],
    [
      'dense, of twelve layers',
      jobOn({ ...DENSE, layers: 12, denseLayers: 12 }, { gpus: 24, globalBatch: 24 }),
    ],
    ['dense on little memory', onMemory(jobOn(DENSE, { gpus: 16, globalBatch: 32 }), 5e9)],
    ['mixture', jobOn(MIXTURE, { gpus: 8, globalBatch: 16 })],
    ['mixture on little memory', onMemory(jobOn(MIXTURE, { gpus: 8, globalBatch: 16 }), 6e9)],
  ])('finds what counting through all of them finds: %s', (_, job) => {
    const found = countedStrategies(job)
      .filter((s) => !refuse(job, s))
      .filter((s) => trainingMemory(job, s).total <= job.hardware.gpu.memory)
      .map((strategy) => ({ strategy, time: stepTime(job, strategy).time }))
      .sort((a, b) => a.time - b.time);
    const { best, evaluated } = searchStrategies(job, {}, { top: Number.POSITIVE_INFINITY });
    const labels = (of: readonly { readonly strategy: Strategy }[]) =>
      of.map(({ strategy }) => showStrategy(strategy)).sort();
    expect(found.length).toBeGreaterThan(10);
    expect(labels(best)).toEqual(labels(found));
    expect(evaluated).toBe(found.length);
    expect(best[0]!.step.time).toBe(found[0]!.time);
  });

  it('is what looking at every candidate by itself comes to, whatever is turned away together', () => {
    let fitting = 0;
    fc.assert(
      fc.property(searches, ({ model, over, stack, memory, limits }) => {
        const { base, ...shape } = model;
        const denseLayers = Math.min(
          base === DENSE ? shape.layers : base.denseLayers,
          shape.layers,
        );
        const of = jobOn({ ...base, ...shape, kvHeads: 2, denseLayers }, over);
        const job = onMemory(inStack(of, stack), memory);
        const found = searchStrategies(job, limits, { top: 20 });
        expect(found).toEqual(searchOneByOne(job, limits, 20));
        const { best, evaluated, rejected } = searchStrategies(job, limits);
        expect(searchFastest(job, limits)).toEqual({ best, evaluated, rejected });
        fitting += evaluated > 0 ? 1 : 0;
      }),
      { seed: 9, numRuns: 60 },
    );
    expect(fitting).toBeGreaterThan(10);
  });

  it('says of each what is said of it alone, though it reuses its objects', () => {
    for (const { strategy, memory, step } of everyStrategy(jobOn(MIXTURE), { cp: 1 })) {
      expect(memory).toEqual(trainingMemory(jobOn(MIXTURE), strategy));
      expect(step).toEqual(stepTime(jobOn(MIXTURE), strategy));
    }
  });

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
