import { describe, expect, it } from 'vitest';
import { summarise } from './errors.ts';

const of = (source: string, measured: number) => ({ source, measured });

describe('summarise', () => {
  it('is all 0 of no rows, and of rows without a prediction', () => {
    expect(summarise([of('A', 1)], [undefined])).toEqual(summarise([], []));
    expect(summarise([], [])).toMatchObject({ rows: 0, sources: 0, mape: 0, p90: 0 });
  });

  it('leaves out the rows without a prediction', () => {
    const summary = summarise([of('A', 1), of('B', 2)], [undefined, 3]);
    expect(summary).toMatchObject({ rows: 1, sources: 1, mape: 0.5, median: 0.5, bias: 0.5 });
  });

  it('signs the bias and no other', () => {
    const summary = summarise([of('A', 2)], [1]);
    expect(summary).toMatchObject({ mape: 0.5, median: 0.5, p90: 0.5, bias: -0.5 });
  });

  it('counts each source once where sources are equal', () => {
    const rows = [of('A', 1), of('A', 1), of('A', 1), of('B', 1)];
    const summary = summarise(rows, [1, 1, 1, 2]);
    expect(summary.mape).toBeCloseTo(0.25, 12);
    expect(summary.sourcesEqual.mape).toBeCloseTo(0.5, 12);
    expect(summary.sourcesEqual.bias).toBeCloseTo(0.5, 12);
    expect(summary.sources).toBe(2);
  });
});
