import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.ts';
import { intervalFor } from './interval-for.ts';
import { observed } from './observation.fixture.ts';

const at = (ratio: number, more: Parameters<typeof observed>[0] = {}) =>
  observed({ stack: 'torchtitan', predicted: 10, measured: 10 * ratio, ...more });

describe('coverageOf', () => {
  it('covers nothing where there are no rows', () => {
    expect(coverageOf([])).toEqual({
      all: {
        rows: 0,
        within80: 0,
        within95: 0,
        sourcesEqual: { within80: 0, within95: 0 },
      },
      strata: {},
    });
  });

  it('judges a recipe more strictly than other software', () => {
    expect(coverageOf([at(1.5)]).all).toMatchObject({ within80: 1, within95: 1 });
    expect(coverageOf([at(1.5, { stack: 'maxtext' })]).all).toMatchObject({ within95: 0 });
    expect(coverageOf([at(2.1)]).all).toMatchObject({ within80: 0, within95: 1 });
    expect(coverageOf([at(0.5)]).all).toMatchObject({ within80: 0, within95: 0 });
  });

  it('counts a source once, however many rows it has', () => {
    const rows = [...Array.from({ length: 9 }, () => at(1)), at(9, { source: 'another' })];
    const { within95, sourcesEqual } = coverageOf(rows).all;
    expect(within95).toBeCloseTo(0.9, 12);
    expect(sourcesEqual.within95).toBeCloseTo(0.5, 12);
  });

  it('does not learn from the file: a row counts the same whatever the other rows are', () => {
    const ratios = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(ratios, (of) => {
        const { low, high } = intervalFor('torchtitan', 'within95');
        const inside = of.filter((ratio) => low <= (10 * ratio) / 10 && (10 * ratio) / 10 <= high);
        const { within95 } = coverageOf(of.map((ratio) => at(ratio))).all;
        expect(within95).toBeCloseTo(inside.length / of.length, 9);
      }),
    );
  });
});
