import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictKnownSource, predictNewSource } from './cross-validation.ts';
import { estimateFactors, factorFor } from './factors.ts';
import { observed } from './observation.fixture.ts';

const rows = fc.array(
  fc.record({
    source: fc.constantFrom('A', 'B', 'C'),
    stack: fc.constantFrom('x', 'y'),
    modelKey: fc.constantFrom('m', 'n'),
    measured: fc.double({ min: 0.1, max: 10, noNaN: true }),
    modelled: fc.double({ min: 0.1, max: 10, noNaN: true }),
  }),
  { maxLength: 15 },
);

describe('predictNewSource', () => {
  it('predicts nothing where there is no other source', () => {
    expect(predictNewSource([])).toEqual([]);
    expect(predictNewSource([observed(), observed({ id: 'b' })])).toEqual([undefined, undefined]);
  });

  it('takes the factor of the stack from the other sources', () => {
    const others = [2, 2, 2].map((measured) => observed({ source: 'B', measured }));
    const [predicted] = predictNewSource([observed({ measured: 9, modelled: 3 }), ...others]);
    expect(predicted).toBeCloseTo(6, 12);
  });

  it('is what the others say of each row, whatever its own source measured', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.5, max: 2, noNaN: true }), (of, slower) => {
        const changed = of.map((row) =>
          row.source === 'A' ? { ...row, measured: row.measured * slower } : row,
        );
        const [before, after] = [predictNewSource(of), predictNewSource(changed)];
        of.forEach(({ source, stack, modelled }, index) => {
          const table = estimateFactors(of.filter((row) => row.source !== source));
          const expected = table && modelled * factorFor(table, stack);
          if (expected === undefined) expect(before[index]).toBeUndefined();
          else expect(before[index]).toBeCloseTo(expected, 9);
          if (source === 'A') expect(after[index]).toBe(before[index]);
        });
      }),
    );
  });
});

describe('predictKnownSource', () => {
  it('predicts nothing where all rows are of one source and model', () => {
    expect(predictKnownSource([observed(), observed()])).toEqual([undefined, undefined]);
  });

  it('learns from the other models of the source', () => {
    const own = [observed({ modelKey: 'm' }), observed({ modelKey: 'n', measured: 2 })];
    expect(predictKnownSource(own)[0]).toBeCloseTo(2, 12);
  });

  it('is what all say but the rows of its source and model', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const predictions = predictKnownSource(of);
        of.forEach(({ source, stack, modelKey, modelled }, index) => {
          const rest = of.filter((row) => row.source !== source || row.modelKey !== modelKey);
          const table = estimateFactors(rest);
          const expected = table && modelled * factorFor(table, stack);
          if (expected === undefined) expect(predictions[index]).toBeUndefined();
          else expect(predictions[index]).toBeCloseTo(expected, 9);
        });
      }),
    );
  });
});
