import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackSegments, stackSeries } from './stack.ts';

describe('stackSegments', () => {
  it('leaves out what takes no room', () => {
    const parts = [
      ['a', 0],
      ['b', Number.NaN],
      ['c', -1],
      ['d', 2],
    ] as const;
    expect(stackSegments(parts)).toEqual([{ key: 'd', value: 2, start: 0, share: 1 }]);
  });

  it('leaves room up to the whole', () => {
    const segments = stackSegments([['a', 20] as const, ['b', 40] as const], 80);
    expect(segments.map((s) => [s.start, s.share])).toEqual([
      [0, 0.25],
      [0.25, 0.5],
    ]);
  });

  it('never runs over the bar, even past the whole', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1e12, noNaN: true }), (parts, whole) => {
        const segments = stackSegments(
          parts.map((value, i) => [String(i), value] as const),
          whole,
        );
        const last = segments.at(-1);
        expect(last ? last.start + last.share : 0).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('stackSeries', () => {
  it('adds each series on top of those before', () => {
    expect(
      stackSeries([
        [1, 2],
        [10, 20],
        [100, 200],
      ]),
    ).toEqual([
      [1, 2],
      [11, 22],
      [111, 222],
    ]);
  });
});
