import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cycle, type CyclePlan } from './cycle.ts';

const us = (min: number, max: number) => fc.integer({ min, max });
const plans: fc.Arbitrary<CyclePlan> = fc
  .record({
    interval: us(1, 60),
    write: us(0, 9),
    memory: fc.option(fc.record({ interval: us(1, 40), write: us(0, 5) }), { nil: undefined }),
  })
  .map(({ interval, write, memory }) => ({ interval, write, ...(memory ? { memory } : {}) }));

/** What each microsecond of a cycle is: training, a copy to memory, or the durable write. */
function tape({ interval, write, memory }: CyclePlan): ('train' | 'copy' | 'write')[] {
  const cells: ('train' | 'copy' | 'write')[] = [];
  for (let trained = 1; trained <= interval; trained++) {
    cells.push('train');
    if (memory && trained < interval && trained % memory.interval === 0) {
      for (let left = memory.write; left > 0; left--) cells.push('copy');
    }
  }
  for (let left = write; left > 0; left--) cells.push('write');
  return cells;
}

describe('Cycle', () => {
  it('trains, copies and writes in turn', () => {
    const cycle = new Cycle({ interval: 10, write: 3, memory: { interval: 4, write: 1 } });
    // Copies after 4 and 8; the durable checkpoint comes 2 later.
    expect(cycle.period).toBe(10 + 3 + 2);
    expect([4, 5, 9, 10, 12, 15, 16].map((at) => cycle.trainingAt(at))).toEqual([
      4, 4, 8, 8, 10, 10, 11,
    ]);
    expect([4, 5, 9, 10, 12, 15].map((at) => cycle.uncoveredAt(at))).toEqual([4, 0, 4, 0, 2, 0]);
    expect([4, 5, 9, 10, 12, 15, 20].map((at) => cycle.copiesAt(at))).toEqual([
      0, 1, 1, 2, 2, 3, 4,
    ]);
  });

  it('makes no copy that would coincide with the durable checkpoint', () => {
    const cycle = new Cycle({ interval: 8, write: 1, memory: { interval: 4, write: 1 } });
    expect(cycle.period).toBe(8 + 1 + 1);
    expect(new Cycle({ interval: 8, write: 1, memory: { interval: 9, write: 1 } }).period).toBe(9);
  });

  it('is what walking through it microsecond by microsecond gives', () => {
    fc.assert(
      fc.property(plans, us(0, 400), (plan, coordinate) => {
        const cycle = new Cycle(plan);
        const cells = tape(plan);
        expect(cycle.period).toBe(cells.length);
        let trained = 0;
        for (let at = 0; at < coordinate; at++) {
          if (cells[at % cells.length] === 'train') trained++;
        }
        expect(cycle.trainingAt(coordinate)).toBe(trained);
        expect(cycle.cyclesAt(coordinate)).toBe(Math.floor(coordinate / cells.length));
        expect(cycle.uncoveredAt(coordinate)).toBeLessThanOrEqual(
          Math.min(plan.interval, plan.memory?.interval ?? plan.interval),
        );
      }),
    );
  });

  it('knows the first coordinate by which more training is done', () => {
    fc.assert(
      fc.property(plans, us(0, 300), us(1, 300), (plan, from, training) => {
        const cycle = new Cycle(plan);
        const after = cycle.coordinateAfter(from, training);
        expect(cycle.trainingAt(after) - cycle.trainingAt(from)).toBe(training);
        expect(cycle.trainingAt(after - 1)).toBe(cycle.trainingAt(after) - 1);
        expect(cycle.coordinateAfter(from, 0)).toBe(from);
      }),
    );
  });
});
