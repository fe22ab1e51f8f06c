import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis } from './axes.ts';

describe('linearAxis', () => {
  it('stands without values', () => {
    expect(linearAxis(0, 0, 100, 4).place(0)).toBe(0);
  });

  it('runs from zero to the most', () => {
    const axis = linearAxis(80e9, 10, 410, 4);
    expect(axis.place(0)).toBe(10);
    expect(axis.place(80e9)).toBe(410);
    expect(axis.ticks.map((t) => t.value / 1e9)).toEqual([0, 20, 40, 60, 80]);
  });
});

describe('logAxis', () => {
  it('stands when every value is the same or zero', () => {
    expect(logAxis(0, 0, 100, 0).place(1)).toSatisfy(Number.isFinite);
    expect(logAxis(5, 5, 100, 0).ticks.length).toBeGreaterThanOrEqual(2);
  });

  it('keeps its ticks on the axis, whatever the span', () => {
    const value = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1, max: 1e4, noNaN: true }), (least, factor) => {
        const { ticks } = logAxis(least, least * factor, 200, 0);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        for (const { at } of ticks) {
          expect(at).toBeGreaterThanOrEqual(-1e-6);
          expect(at).toBeLessThanOrEqual(200 + 1e-6);
        }
      }),
    );
  });
});
