import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateFactors, factorFor } from './factors.ts';
import { observed } from './observation.fixture.ts';

const row = (source: string, stack: string, measured: number) =>
  observed({ source, stack, measured });
const many = (count: number, of: ReturnType<typeof row>) => Array.from({ length: count }, () => of);

describe('estimateFactors', () => {
  it('says nothing of no rows', () => {
    expect(estimateFactors([])).toBeUndefined();
  });

  it('gives a stack that was not measured the median of the stacks', () => {
    const table = estimateFactors([row('A', 'x', 1), row('A', 'y', 2), row('A', 'z', 4)])!;
    expect(table.global).toBeCloseTo(2, 12);
    expect(factorFor(table, 'w')).toBe(table.global);
    expect(factorFor(table, 'constructor')).toBe(table.global);
  });

  it('counts a source once, however many rows it has', () => {
    const rows = [...many(50, row('A', 'x', 1)), row('B', 'x', 2), row('C', 'x', 3)];
    expect(estimateFactors(rows)!.stacks.get('x')!.own).toBeCloseTo(2, 12);
  });

  it('believes a stack more the more rows and sources speak for it', () => {
    const rows = [
      row('A', 'one row', 2),
      ...many(40, row('A', 'many rows', 2)),
      ...['A', 'B', 'C'].flatMap((source) => many(40, row(source, 'many sources', 2))),
    ];
    const { stacks } = estimateFactors(rows)!;
    const weights = ['one row', 'many rows', 'many sources'].map((of) => stacks.get(of)!.weight);
    expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    expect(weights[1]).toBeCloseTo(2 / 3, 1);
    expect(weights[2]).toBeLessThan(1);
  });

  const rows = fc.array(
    fc
      .tuple(
        fc.constantFrom('A', 'B', 'C'),
        fc.constantFrom('x', 'y', 'z'),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
      )
      .map(([source, stack, measured]) => row(source, stack, measured)),
    { minLength: 1, maxLength: 20 },
  );

  it('puts every factor between what the stack says and the global one', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const table = estimateFactors(of)!;
        for (const { own, factor } of table.stacks.values()) {
          expect(factor).toBeGreaterThanOrEqual(Math.min(own, table.global) * (1 - 1e-9));
          expect(factor).toBeLessThanOrEqual(Math.max(own, table.global) * (1 + 1e-9));
        }
      }),
    );
  });

  it('does not depend on the order, and scales with the model', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const [before, after] = [of, of.toReversed()].map((each) => estimateFactors(each)!);
        const halved = estimateFactors(of.map((each) => ({ ...each, modelled: 0.5 })))!;
        expect(after!.global).toBeCloseTo(before!.global, 9);
        expect(halved.global / before!.global).toBeCloseTo(2, 9);
        for (const [stack, { factor }] of before!.stacks) {
          expect(factorFor(after!, stack)).toBeCloseTo(factor, 9);
          expect(factorFor(halved, stack) / factor).toBeCloseTo(2, 9);
        }
      }),
    );
  });
});
