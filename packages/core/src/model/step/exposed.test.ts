import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateFormula, parseFormula } from '../../base/index.ts';
import { exposed, exposedFormula } from './exposed.ts';

const time = fc.double({ min: 0, max: 1e3, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('exposed', () => {
  it('slows computing down by a share of what it hides', () => {
    expect(exposed(2, 10, 0.25)).toBe(0.5);
    expect(exposed(10, 2, 0.25)).toBe(8 + 0.5);
    expect(exposed(10, 0, 0.25)).toBe(10);
    expect(exposed(0, 10, 0.25)).toBe(0);
  });

  it('is no less than nothing and than what sticks out, and no more than waiting for it all', () => {
    fc.assert(
      fc.property(time, time, share, (communication, computing, contention) => {
        const cost = exposed(communication, computing, contention);
        expect(cost).toBeGreaterThanOrEqual(Math.max(0, communication - computing));
        expect(cost).toBeLessThanOrEqual(communication * (1 + 1e-12));
      }),
    );
  });

  it('rises with communication and contention, and falls with computing', () => {
    fc.assert(
      fc.property(time, time, share, time, share, (a, b, contention, more, stronger) => {
        const cost = exposed(a, b, contention) * (1 - 1e-12);
        expect(exposed(a + more, b, contention)).toBeGreaterThanOrEqual(cost);
        expect(exposed(a, b, Math.min(1, contention + stronger))).toBeGreaterThanOrEqual(cost);
        expect(exposed(a, b + more, contention)).toBeLessThanOrEqual(
          exposed(a, b, contention) * (1 + 1e-12),
        );
      }),
    );
  });

  it('is what its formula says', () => {
    const formula = parseFormula(exposedFormula('sent', 'worked'));
    if (!formula.ok) throw new Error(formula.problems[0]!.message);
    fc.assert(
      fc.property(time, time, share, (sent, worked, contention) => {
        const inputs: Record<string, number> = { sent, worked, 'constants.contention': contention };
        const value = evaluateFormula(formula.value, (name) => inputs[name]!);
        expect(value).toBeCloseTo(exposed(sent, worked, contention), 9);
      }),
    );
  });
});
