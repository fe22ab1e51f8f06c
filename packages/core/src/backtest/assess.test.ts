import { describe, expect, it } from 'vitest';
import { assess } from './assess.ts';
import { observed } from './observation.fixture.ts';

describe('assess', () => {
  it('accepts no observations', () => {
    const { assessment, outOfSample } = assess([], () => 1);
    expect(outOfSample).toEqual([]);
    expect(assessment).toMatchObject({ strata: {}, bySource: {}, byStack: {}, extrapolated: {} });
    expect(assessment.all.newSource.rows).toBe(0);
    expect(assessment).not.toHaveProperty('intervals');
  });

  it('has nothing to say out of sample of one source', () => {
    const { assessment, outOfSample } = assess([observed({ measured: 2 })], () => 1);
    expect(outOfSample).toEqual([undefined]);
    expect(assessment.all.inSample).toMatchObject({ rows: 1, mape: 0.5 });
    expect(assessment.all.newSource.rows).toBe(0);
    expect(assessment.all.baseline.rows).toBe(0);
  });

  const rows = ['A', 'B', 'C'].map((source, index) =>
    observed({ id: source, source, measured: index + 1, extrapolated: ['far', 'far', 'out'] }),
  );
  const { assessment, outOfSample } = assess(rows, (stack) => stack.length);

  it('says of each stack what ships and what the rows say', () => {
    const report = assessment.byStack['megatron-core-2024']!;
    expect(report.factor).toBe('megatron-core-2024'.length);
    expect(report.estimate).toMatchObject({ own: 2, sources: 3, rows: 3 });
    expect(report.errors.inSample.rows).toBe(3);
    expect(assessment.globalFactor).toBeCloseTo(2, 12);
  });

  it('gives each row what it came to without its source', () => {
    expect(outOfSample[0]?.predicted).toBeCloseTo(Math.sqrt(6), 12);
    expect(outOfSample[0]?.error).toBeCloseTo(Math.sqrt(6) - 1, 12);
  });

  it('sums up by source and stratum, and counts a reason once a row', () => {
    expect(Object.keys(assessment.bySource)).toEqual(['A', 'B', 'C']);
    expect(Object.keys(assessment.strata)).toEqual(['h100Bf16']);
    expect(assessment.extrapolated).toEqual({ far: 3, out: 3 });
  });
});
