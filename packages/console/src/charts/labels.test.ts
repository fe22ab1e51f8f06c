import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptWithin, shortened, widestOf } from './labels.ts';

const measure = (text: string): number => text.length * 6;

describe('labels of a chart', () => {
  it('stay whole between both ends, wherever their ticks are', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 450 }), fc.string({ maxLength: 20 }), (at, label) => {
        const half = measure(label) / 2;
        const middle = keptWithin(at, label, [0, 390], measure);
        expect(middle - half).toBeGreaterThanOrEqual(0);
        expect(middle + half).toBeLessThanOrEqual(390);
      }),
    );
  });

  it('stand at their tick where there is room', () => {
    expect(keptWithin(200, '200,000 GPUs', [0, 390], measure)).toBe(200);
    expect(keptWithin(380, '200,000 GPUs', [0, 390], measure)).toBe(354);
  });

  it('are shortened where they are too long, and only there', () => {
    expect(shortened('at least: a claim', 200, measure)).toBe('at least: a claim');
    expect(shortened('at least: a claim', 60, measure)).toBe('at least:…');
    expect(shortened('at least: a claim', 0, measure)).toBe('…');
  });

  it('are as wide as the widest', () => {
    expect(widestOf([], measure)).toBe(0);
    expect(widestOf(['0', '1,000', '20'], measure)).toBe(30);
  });
});
