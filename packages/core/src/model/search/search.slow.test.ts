import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENSE, everyStrategy, inStack, jobOn, MIXED, MIXTURE, onMemory } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { trainingMemory } from '../memory/memory.ts';
import { stepTime } from '../step/step.ts';
import type { Strategy } from '../strategy.ts';
import { showStrategy } from '../strategy-text.ts';
import { Collector } from './collector.ts';
import type { SearchOutcome } from './outcome.ts';
import { noneRejected, refuse } from './refuse.ts';
import { searchFastest, searchStrategies } from './search.ts';
import { type StrategyLimits, searchSpace } from './space.ts';

const RECOMPUTES = ['none', 'selective', 'full'] as const;
const SHARDINGS = ['none', 'zero1', 'zero2', 'zero3', 'hybrid'] as const;

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
});
