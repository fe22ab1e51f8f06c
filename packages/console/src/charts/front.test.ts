import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestPoint, paretoFront } from './front.ts';

describe('paretoFront', () => {
  it('is empty without points', () => {
    expect(paretoFront([], [])).toEqual([]);
  });

  it('lets the first of equal points stand for all', () => {
    expect(paretoFront([1, 1, 1], [2, 2, 2])).toEqual([0]);
  });

  it('keeps exactly the points that none beats', () => {
    const point = fc.tuple(fc.nat(20), fc.nat(20));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        const front = paretoFront(
          points.map((p) => p[0]),
          points.map((p) => p[1]),
        );
        const beaten = (i: number): boolean =>
          points.some(([x, y], j) => {
            const [px, py] = points[i]!;
            return j !== i && x <= px && y <= py && (x < px || y < py);
          });
        for (const i of front) expect(beaten(i)).toBe(false);
        const kept = new Set(front.map((i) => points[i]!.join()));
        points.forEach((p, i) => {
          if (!beaten(i)) expect(kept.has(p.join())).toBe(true);
        });
      }),
    );
  });
});

describe('nearestPoint', () => {
  it('finds none out of reach', () => {
    expect(nearestPoint([0, 100], [0, 100], 50, 50, 20)).toBeUndefined();
  });

  it('takes the nearest of several in reach', () => {
    expect(nearestPoint([10, 14, 30], [10, 10, 10], 15, 10, 20)).toBe(1);
  });
});
