import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictNewSource } from './cross-validation.ts';
import { calibrate, intervalsOf, widestInterval } from './intervals.ts';
import { observed } from './observation.fixture.ts';

const SOURCES = 'ABCDEFGH'.split('');
const measured = fc.double({ min: 0.2, max: 5, noNaN: true });
const rows = fc.array(
  fc
    .tuple(fc.constantFrom(...SOURCES), measured)
    .map(([source, time]) => observed({ source, measured: time })),
  { minLength: 2, maxLength: 40 },
);

describe('intervalsOf', () => {
  it('gives none where nothing was predicted', () => {
    expect(intervalsOf([], [])).toBeUndefined();
    expect(intervalsOf([observed()], [undefined])).toBeUndefined();
  });

  it('gives a stratum its own only with 30 rows of 4 sources', () => {
    const of = (count: number, sources: number) => {
      const made = Array.from({ length: count }, (_, i) =>
        observed({ source: SOURCES[i % sources]! }),
      );
      return intervalsOf(
        made,
        made.map((row) => row.predicted),
      )!.strata;
    };
    expect(of(29, 4)).toEqual({});
    expect(of(40, 3)).toEqual({});
    expect(Object.keys(of(30, 4))).toEqual(['h100Bf16']);
  });

  it('holds the middle, and the wider holds the narrower', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const table = intervalsOf(
          of,
          of.map((row) => row.predicted),
        )!;
        const { within80, within95 } = table.all;
        expect(within95.low).toBeLessThanOrEqual(within80.low * (1 + 1e-9));
        expect(within80.low).toBeLessThanOrEqual(within80.high * (1 + 1e-9));
        expect(within80.high).toBeLessThanOrEqual(within95.high * (1 + 1e-9));
      }),
    );
  });
});

describe('widestInterval', () => {
  const interval = (high: number) => ({
    rows: 30,
    sources: 5,
    within80: { low: 1, high },
    within95: { low: 1, high },
  });
  const table = { all: interval(3), strata: { moe: interval(1.5), manyGpus: interval(2) } };

  it('is that of all where no stratum has its own', () => {
    expect(widestInterval<string>(table, [])).toBe(table.all);
    expect(widestInterval<string>(table, ['a100'])).toBe(table.all);
  });

  it('doubts as the most doubtful of the strata', () => {
    expect(widestInterval(table, ['moe', 'manyGpus'])).toBe(table.strata.manyGpus);
  });
});

describe('calibrate', () => {
  it('covers nothing of one source', () => {
    const one = [observed(), observed()];
    const { all, ofRows, strata } = calibrate(one, predictNewSource(one));
    expect(all).toMatchObject({ rows: 0, within80: 0, within95: 0 });
    expect(ofRows).toEqual([undefined, undefined]);
    expect(strata).toEqual({});
  });

  it('covers all where all sources agree, and not the one that does not', () => {
    const agree = SOURCES.map((source) => observed({ source, measured: 2 }));
    expect(calibrate(agree, predictNewSource(agree)).all.within95).toBe(1);
    const odd = [...agree.slice(1), observed({ source: 'A', measured: 9 })];
    const { all } = calibrate(odd, predictNewSource(odd));
    expect(all.within95).toBeCloseTo(7 / 8, 12);
  });

  it('takes the interval of a source from the others alone', () => {
    fc.assert(
      fc.property(rows, measured, (of, factor) => {
        const changed = of.map((row) =>
          row.source === 'A' ? { ...row, measured: row.measured * factor } : row,
        );
        const intervals = (each: typeof of) => calibrate(each, predictNewSource(each)).ofRows;
        const [before, after] = [intervals(of), intervals(changed)];
        of.forEach(({ source }, index) => {
          if (source === 'A') expect(after[index]).toEqual(before[index]);
        });
      }),
      { numRuns: 30 },
    );
  });
});
