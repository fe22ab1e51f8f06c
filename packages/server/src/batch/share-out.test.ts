import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from './share-out.ts';

const NONE: ReadonlySet<number> = new Set();

describe('shareOut', () => {
  it('gives no task where there is no part, and parts of no time to somebody', () => {
    expect(shareOut([], NONE, { taskSeconds: 30, mostTasks: 4 })).toEqual([]);
    expect(shareOut([0, 0, 0], NONE, { taskSeconds: 30, mostTasks: 4 }).flat()).toEqual([0, 1, 2]);
  });

  it('makes tasks long enough, however many are allowed', () => {
    const tasks = shareOut(Array(12).fill(10), NONE, { taskSeconds: 30, mostTasks: 1000 });
    expect(tasks).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
      [9, 10, 11],
    ]);
  });

  it('makes as many tasks as are wanted at least, as far as there are parts', () => {
    const shares = { taskSeconds: 30, leastTasks: 3, mostTasks: 9 };
    expect(shareOut([1, 1, 1, 1, 1, 1], NONE, shares)).toHaveLength(3);
    expect(shareOut([1, 1, 1, 1, 1, 1], new Set([0]), shares)).toHaveLength(3);
    expect(shareOut([1, 1], NONE, shares)).toHaveLength(2);
  });

  it('leaves a part that failed alone in its task', () => {
    const tasks = shareOut([10, 10, 10, 10], new Set([2]), { taskSeconds: 100, mostTasks: 9 });
    expect(tasks).toEqual([[2], [0, 1, 3]]);
  });

  it('gives each part to one task, and makes no more tasks than allowed', () => {
    const seconds = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 60 });
    const given = fc.record({
      seconds,
      alone: fc.array(fc.nat(59)),
      taskSeconds: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
      mostTasks: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(given, ({ seconds, alone, ...shares }) => {
        const tasks = shareOut(seconds, new Set(alone), shares);
        expect(tasks.flat().toSorted((a, b) => a - b)).toEqual([...seconds.keys()]);
        expect(tasks.length).toBeLessThanOrEqual(shares.mostTasks);
      }),
    );
  });
});
