import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observed } from './observation.fixture.ts';
import { kendallTau, rankQuality } from './rank-quality.ts';

/** Runs of one source that differ in strategy, by measured and predicted time. */
function sweep(times: readonly (readonly [measured: number, predicted: number])[]) {
  return times.map(([measured, predicted], index) =>
    observed({ strategy: `TP${index}`, measured, predicted }),
  );
}

describe('kendallTau', () => {
  it('says nothing of none, of one, and where one order ties all', () => {
    expect(kendallTau([], [])).toBeUndefined();
    expect(kendallTau([1], [1])).toBeUndefined();
    expect(kendallTau([1, 1, 1], [1, 2, 3])).toBeUndefined();
  });

  it('corrects for ties as tau-b does', () => {
    // 4 concordant of 6 pairs, 1 tied in each order.
    expect(kendallTau([1, 2, 2, 3], [1, 1, 2, 3])).toBeCloseTo(4 / 5, 12);
  });

  const orders = fc.array(
    fc.tuple(fc.integer({ max: 9, min: 0 }), fc.integer({ max: 9, min: 0 })),
    {
      maxLength: 20,
    },
  );

  it('lies in -1 to 1, is symmetric, and turns its sign with the order', () => {
    fc.assert(
      fc.property(orders, (of) => {
        const [a, b] = [of.map(([x]) => x), of.map(([, y]) => y)];
        const tau = kendallTau(a, b);
        if (tau === undefined) return;
        expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-12);
        expect(kendallTau(b, a)).toBeCloseTo(tau, 12);
        const reversed = b.map((x) => -x);
        expect(kendallTau(a, reversed)).toBeCloseTo(-tau, 12);
      }),
    );
  });
});

describe('rankQuality', () => {
  it('is empty of no groups', () => {
    expect(rankQuality([])).toEqual({ pairs: 0, meanRegret: 0, medianRegret: 0, groups: [] });
    const two = sweep([
      [1, 1],
      [2, 2],
    ]);
    expect(rankQuality(two).groups).toEqual([]);
  });

  it.each([
    ['source', 'B'],
    ['modelKey', 'other'],
    ['gpu', 'A100-SXM-80GB'],
    ['gpus', 16],
    ['precision', 'fp8'],
    ['sequenceLength', 4096],
  ])('does not compare runs of another %s', (field, value) => {
    const [a, b, c] = sweep([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(rankQuality([a!, b!, c!]).groups).toHaveLength(1);
    expect(rankQuality([a!, b!, { ...c!, [field]: value }]).groups).toEqual([]);
  });

  it('is 1 without regret where the order is right', () => {
    const { tau, pairs, groups } = rankQuality(
      sweep([
        [1, 5],
        [2, 6],
        [3, 9],
      ]),
    );
    expect({ tau, pairs }).toEqual({ tau: 1, pairs: 3 });
    expect(groups[0]).toMatchObject({ runs: 3, tau: 1, regret: 0 });
  });

  it('regrets what the one we put first loses to the best', () => {
    const { groups, meanRegret } = rankQuality(
      sweep([
        [1, 5],
        [2, 6],
        [3, 4],
      ]),
    );
    expect(groups[0]?.regret).toBeCloseTo(2, 12);
    expect(meanRegret).toBeCloseTo(2, 12);
  });

  it('counts a tie for the first place against us', () => {
    expect(
      rankQuality(
        sweep([
          [1, 4],
          [3, 4],
          [2, 5],
        ]),
      ).groups[0]?.regret,
    ).toBeCloseTo(2, 12);
  });

  it('takes the same run twice as one', () => {
    const [a, b, c] = sweep([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(rankQuality([a!, b!, c!, { ...c!, measured: 9 }]).groups[0]?.runs).toBe(3);
  });

  it('compares time per FLOP, not steps of unequal batches', () => {
    const [a, b, c] = sweep([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const large = { ...a!, tokens: a!.tokens * 10, measured: 10, predicted: 10 };
    expect(rankQuality([large, b!, c!]).tau).toBe(1);
  });

  it('keeps the regret above 0 and pools the pairs of all groups', () => {
    const time = fc.double({ min: 0.1, max: 10, noNaN: true });
    const times = fc.array(fc.tuple(time, time), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(times, times, (first, second) => {
        const rows = [...sweep(first), ...sweep(second).map((row) => ({ ...row, source: 'B' }))];
        const { groups, pairs } = rankQuality(rows);
        expect(groups).toHaveLength(2);
        for (const { regret } of groups) expect(regret).toBeGreaterThanOrEqual(0);
        expect(pairs).toBe(
          [first, second].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0),
        );
      }),
    );
  });
});
