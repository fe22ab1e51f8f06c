import { describe, expect, it } from 'vitest';
import {
  logError,
  parseRows,
  quantile,
  residualsOf,
  rounded,
  search,
  span,
  thinned,
} from '../../scripts/fit/lib.mjs';
import { layerKey, ofTraining, wellTuned } from '../../scripts/fit/moe-rows.mjs';

type MoeRow = Parameters<typeof layerKey>[0];

describe('parseRows', () => {
  const columns = { texts: ['name'], numbers: ['count'] } as const;

  it('refuses a table that lacks a column', () => {
    expect(() => parseRows('name\na\n', columns)).toThrow('there is no column count');
    expect(() => parseRows('', columns)).toThrow('there is no column name, count');
  });

  it('reads the columns that are asked for, with NaN for what is no number', () => {
    expect(parseRows('count,other,name\r\n1.5,x,a\r\n,y,2\r\nmany,z,c\r\n', columns)).toEqual([
      { name: 'a', count: 1.5 },
      { name: '2', count: Number.NaN },
      { name: 'c', count: Number.NaN },
    ]);
  });
});

describe('search', () => {
  const truth = { latency: 3e-6, bandwidth: 2e11 };
  const timeOf = (fit: typeof truth, bytes: number) => fit.latency + bytes / fit.bandwidth;
  const rows = Array.from({ length: 24 }, (_, power) => {
    return { bytes: 2 ** power, time: timeOf(truth, 2 ** power) };
  });
  const loss = (fit: typeof truth) => logError(rows, ({ bytes }) => timeOf(fit, bytes));

  it('finds the constants that times were made with, from first guesses far away', () => {
    const found = rounded(search({ latency: 1e-4, bandwidth: 1e9 }, loss, { rounds: 8 }));
    expect(found.latency / truth.latency).toBeCloseTo(1, 3);
    expect(found.bandwidth / truth.bandwidth).toBeCloseTo(1, 3);
    expect(residualsOf(rows, ({ bytes }) => timeOf(found, bytes)).worst).toBeLessThan(1e-3);
  });

  it('finds the same again', () => {
    const start = { latency: 1e-5, bandwidth: 1e10 };
    expect(search(start, loss)).toEqual(search(start, loss));
  });
});

describe('residualsOf', () => {
  it('is relative to the measurement, with its sign in the bias only', () => {
    const rows = [{ time: 1 }, { time: 2 }, { time: 4 }];
    expect(residualsOf(rows, () => 2)).toEqual({
      rows: 3,
      bias: 0,
      median: 0.5,
      p90: 1,
      worst: 1,
    });
  });
});

describe('the small ones', () => {
  it('take the value below which a share lies, and refuse to take one of none', () => {
    expect([0, 0.5, 0.9, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1, 3, 4, 4]);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it('round to four digits, span, and thin out', () => {
    expect(rounded({ rate: 123_456, tiny: 1.23456e-9 })).toEqual({ rate: 123_500, tiny: 1.235e-9 });
    expect(span([3, 1, 2])).toEqual({ least: 1, most: 3 });
    expect(thinned([0, 1, 2, 3, 4], 2)).toEqual([0, 2, 4]);
  });
});

describe('wellTuned', () => {
  const row = (tokens: number, time: number, over: Partial<MoeRow> = {}): MoeRow => ({
    ...{ model: 'small', experts: 8, tp: 1, ep: 1, tokens, copies: 2 * tokens, rows: 2 * tokens },
    ...{ groups: 8, perExpert: tokens / 4, hidden: 1024, inter: 512, time },
    ...over,
  });
  const keys = (rows: readonly MoeRow[]) => rows.map(layerKey);

  it('leaves out a layer that takes longer than repeating a smaller one', () => {
    const good = [row(256, 1), row(512, 1.9), row(1024, 3.5), row(4096, 13), row(8192, 26)];
    const slow = row(2048, 10);
    expect(keys(wellTuned([...good, slow]))).toEqual(keys(good));
  });

  it('leaves out a whole configuration of which too many large batches are slow', () => {
    const good = [row(1024, 3.5), row(2048, 7)];
    const bad = [256, 1024, 2048].map((tokens) => row(tokens, tokens === 256 ? 1 : 90, { ep: 2 }));
    expect(keys(wellTuned([...good, ...bad]))).toEqual(keys(good));
  });

  it('counts as training what has enough rows and width', () => {
    expect(ofTraining(row(1024, 1))).toBe(true);
    expect(ofTraining(row(128, 1))).toBe(false);
    expect(ofTraining(row(1024, 1, { inter: 128 }))).toBe(false);
  });
});
