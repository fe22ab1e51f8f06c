import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageAtHazard, cumulativeHazard, scaleForRate } from './law.ts';

const DAY = 86_400;

describe('scaleForRate', () => {
  it('refuses what is no rate, shape or span', () => {
    for (const rate of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => scaleForRate(rate, 1, 0, 1)).toThrow(RangeError);
    }
    for (const shape of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => scaleForRate(1, shape, 0, 1)).toThrow(RangeError);
    }
    for (const [from, to] of [
      [-1, 1],
      [1, 1],
      [0, Number.POSITIVE_INFINITY],
      [Number.NaN, 1],
    ] as const) {
      expect(() => scaleForRate(1, 1, from, to)).toThrow(RangeError);
    }
  });

  it('is one over the rate where age does not matter', () => {
    expect(scaleForRate(1 / (250 * DAY), 1, 30 * DAY, 90 * DAY)).toBeCloseTo(250 * DAY, 4);
  });

  it('knows that what never failed never fails', () => {
    const scale = scaleForRate(0, 0.8, 0, DAY);
    expect(cumulativeHazard({ shape: 0.8, scale }, 1e9)).toBe(0);
    expect(ageAtHazard({ shape: 0.8, scale }, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the law that fails at that rate over that span', () => {
    const rate = fc.double({ min: 1e-12, max: 1e-2, noNaN: true });
    const shape = fc.double({ min: 0.3, max: 6, noNaN: true });
    const from = fc.double({ min: 0, max: 1e8, noNaN: true });
    const span = fc.double({ min: 1e5, max: 1e8, noNaN: true });
    fc.assert(
      fc.property(rate, shape, from, span, (rate, shape, from, span) => {
        const law = { shape, scale: scaleForRate(rate, shape, from, from + span) };
        const failures = cumulativeHazard(law, from + span) - cumulativeHazard(law, from);
        expect(failures / (rate * span)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('ageAtHazard', () => {
  it('undoes the cumulative hazard', () => {
    const shape = fc.double({ min: 0.3, max: 6, noNaN: true });
    const age = fc.double({ min: 1, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(shape, age, (shape, age) => {
        const law = { shape, scale: 2e7 };
        expect(ageAtHazard(law, cumulativeHazard(law, age)) / age).toBeCloseTo(1, 9);
      }),
    );
  });
});
