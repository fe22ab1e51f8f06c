import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clock } from './agenda.fixture.ts';
import type { TwinRepair } from './scenario.ts';
import { RepairShop } from './shop.ts';

const AMPLE = { crews: Number.POSITIVE_INFINITY, parts: Number.POSITIVE_INFINITY, partLeadTime: 0 };

function shopOf(repair: Partial<TwinRepair>) {
  const clock = new Clock();
  const shop = new RepairShop({ ...AMPLE, ...repair }, (delay, action) =>
    clock.after(delay, action),
  );
  const done: (readonly [node: number, at: number])[] = [];
  const take = (node: number, duration: number, needsPart = false) =>
    shop.take({
      node,
      needsPart,
      duration: () => duration,
      done: () => done.push([node, clock.now]),
    });
  return { clock, shop, done, take };
}

describe('RepairShop', () => {
  it('repairs at once when crews and parts never lack', () => {
    const { clock, shop, done, take } = shopOf({});
    take(1, 10, true);
    take(2, 5);
    expect([shop.has(1), shop.has(3)]).toEqual([true, false]);
    clock.passUntil(100);
    expect(done).toEqual([
      [2, 5],
      [1, 10],
    ]);
    expect(shop.has(1)).toBe(false);
  });

  it('has nodes wait for a crew, oldest first', () => {
    const { clock, done, take } = shopOf({ crews: 1 });
    take(1, 10);
    take(2, 10);
    take(3, 1);
    clock.passUntil(100);
    expect(done).toEqual([
      [1, 10],
      [2, 20],
      [3, 21],
    ]);
  });

  it('has nodes wait for parts, which those that need none pass by', () => {
    const { clock, done, take } = shopOf({ crews: 1, parts: 1, partLeadTime: 50e-6 });
    take(1, 10, true);
    take(2, 10, true);
    take(3, 10);
    clock.passUntil(200);
    // The part used at 0 is ordered anew, and comes at 50.
    expect(done).toEqual([
      [1, 10],
      [3, 20],
      [2, 60],
    ]);
  });

  it('orders a part for what needs one, though the shelf was empty', () => {
    const { clock, shop, done, take } = shopOf({ parts: 0, partLeadTime: 1 });
    take(1, 10, true);
    clock.passUntil(999_999);
    expect([done, shop.has(1)]).toEqual([[], true]);
    clock.passUntil(2e6);
    expect(done).toEqual([[1, 1_000_010]]);
  });

  it('repairs every node once, with never more at a time than there are crews and parts', () => {
    const jobs = fc.array(fc.record({ at: fc.nat(50), duration: fc.nat(30), part: fc.boolean() }), {
      maxLength: 30,
    });
    const stock = fc.record({
      crews: fc.integer({ min: 1, max: 4 }),
      parts: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(jobs, stock, (jobs, { crews, parts }) => {
        const { clock, done, take, shop } = shopOf({ crews, parts, partLeadTime: 20e-6 });
        for (const [node, { at, duration, part }] of jobs.entries())
          clock.after(at, () => take(node, duration, part));
        clock.passUntil(100_000);
        expect(done.map(([node]) => node).toSorted((a, b) => a - b)).toEqual(jobs.map((_, i) => i));
        const begun = done.map(([node, at]) => ({
          ...jobs[node]!,
          from: at - jobs[node]!.duration,
        }));
        for (const { from } of begun) {
          const busy = begun.filter((job) => job.from <= from && job.from + job.duration > from);
          expect(busy.length).toBeLessThanOrEqual(crews);
          const used = begun.filter((job) => job.part && job.from <= from).length;
          const came = jobs.filter((job) => job.part && job.at + 20 <= from).length;
          expect(used).toBeLessThanOrEqual(parts + came);
        }
        expect(jobs.every((_, node) => !shop.has(node))).toBe(true);
      }),
    );
  });
});
