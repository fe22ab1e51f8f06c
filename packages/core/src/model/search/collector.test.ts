import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_SPLIT } from '../job.fixture.ts';
import { emptyMemory } from '../memory/memory-parts.ts';
import { emptyStep } from '../step/step-times.ts';
import { showStrategy } from '../strategy-text.ts';
import { Collector } from './collector.ts';
import { byTime, type EvaluatedStrategy, type SampledStrategy } from './outcome.ts';

const CAPACITY = 480;

/** Few values, so that times, memories and both at once are often the same. */
const candidates = fc
  .array(
    fc.record({ time: fc.integer({ min: 1, max: 30 }), memory: fc.integer({ min: 1, max: 30 }) }),
    { maxLength: 200 },
  )
  .map((drawn) => drawn.map(({ time, memory }, index) => evaluated(index + 1, time, memory)));

function evaluated(dp: number, time: number, total: number): EvaluatedStrategy {
  return {
    strategy: { ...PLAIN_SPLIT, dp },
    memory: { ...emptyMemory(), total: total * 16, capacity: CAPACITY },
    step: { ...emptyStep(), time },
  };
}

/** Offers them in the objects of one candidate, as a search does. */
function collected(all: readonly EvaluatedStrategy[], top = 10): Collector {
  const collector = new Collector(top);
  const [strategy, memory, step] = [{ ...PLAIN_SPLIT }, emptyMemory(), emptyStep()];
  for (const each of all) {
    Object.assign(strategy, each.strategy);
    Object.assign(memory, each.memory);
    Object.assign(step, each.step);
    collector.offer(strategy, memory, step);
  }
  return collector;
}

const costs = (of: readonly SampledStrategy[]) =>
  of.map(({ memory, step }) => [step.time, memory.total]);
const labels = (of: readonly SampledStrategy[]) => of.map(({ strategy }) => showStrategy(strategy));

describe('Collector', () => {
  it('keeps nothing of nothing', () => {
    const none = collected([]);
    expect([none.best(), none.front(), none.sample()]).toEqual([[], [], []]);
  });

  it('keeps as the best what sorting all of them puts first', () => {
    const tops = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(candidates, tops, (all, top) => {
        expect(collected(all, top).best()).toEqual([...all].sort(byTime).slice(0, top));
      }),
    );
  });

  it('can be asked at any time', () => {
    fc.assert(
      fc.property(candidates, candidates, (early, late) => {
        const collector = collected(early);
        collector.best();
        for (const each of late) collector.offer(each.strategy, each.memory, each.step);
        const all = [...early, ...late].sort(byTime);
        expect(costs(collector.best())).toEqual(costs(all.slice(0, 10)));
      }),
    );
  });

  it('keeps as the front what no other beats in time and memory', () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const beaten = (a: EvaluatedStrategy) =>
          all.some(
            (b) =>
              b.step.time <= a.step.time &&
              b.memory.total <= a.memory.total &&
              (b.step.time < a.step.time || b.memory.total < a.memory.total),
          );
        const unbeaten = costs(all.filter((each) => !beaten(each)).sort(byTime));
        // Of several that cost the same, one.
        const distinct = [...new Map(unbeaten.map((cost) => [cost.join(), cost])).values()];
        expect(costs(collected(all).front())).toEqual(distinct);
      }),
    );
  });

  it('samples each region once, and leaves none with a candidate out', () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const sample = collected(all).sample();
        expect(new Set(labels(sample)).size).toBe(sample.length);
        expect(labels(all)).toEqual(expect.arrayContaining(labels(sample)));
        // A forty-eighth of the memory of a GPU, and a twenty-fourth of a doubling of the time.
        const near = ([time, memory]: number[], [other, bytes]: number[]) =>
          Math.abs(Math.log2(time! / other!)) < 1 / 24 &&
          Math.abs(memory! - bytes!) < CAPACITY / 48;
        const kept = costs(sample);
        expect(costs(all).filter((cost) => !kept.some((each) => near(cost, each)))).toEqual([]);
      }),
    );
  });

  it('keeps a bounded sample, however many there are', () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      evaluated(index + 1, 1 + (index % 997) / 997, 1 + ((index * 31) % 997) / 997),
    );
    // One doubling of the time and three cells of memory at most.
    expect(collected(many).sample().length).toBeLessThanOrEqual(24 * 4);
  });
});
