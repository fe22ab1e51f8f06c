import { createStream } from '@gigafactory/core/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, logProbability } from './index.ts';

const random = createStream(1);
const GREEDY = { temperature: 0, random };

describe('choosing a token', () => {
  it('refuses logits that are no numbers, and says when nothing is allowed', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(choose(Float32Array.of(0, bad), GREEDY)).toMatchObject({
        ok: false,
        problems: [{ code: 'decoder.nan' }],
      });
    expect(
      choose(Float32Array.of(0, 1), { ...GREEDY, allowed: Uint8Array.of(0, 0) }),
    ).toMatchObject({ ok: false, problems: [{ code: 'decoder.stuck' }] });
  });

  it('takes the likeliest of those allowed, and the lowest of equals', () => {
    const logits = Float32Array.of(1, 3, 2, 3);
    expect(choose(logits, GREEDY)).toEqual({ ok: true, value: 1 });
    const allowed = Uint8Array.of(1, 0, 1, 0);
    expect(choose(logits, { ...GREEDY, allowed })).toEqual({ ok: true, value: 2 });
  });

  it('draws as often as the probabilities say, the same from the same seed', () => {
    const logits = Float32Array.of(Math.log(0.5), Math.log(0.3), 100, Math.log(0.2));
    const allowed = Uint8Array.of(1, 1, 0, 1);
    const drawn = (seed: number): number[] => {
      const stream = createStream(seed);
      return Array.from({ length: 4000 }, () => {
        const choice = choose(logits, { allowed, temperature: 1, random: stream });
        return choice.ok ? choice.value : -1;
      });
    };
    const tokens = drawn(7);
    expect(drawn(7)).toEqual(tokens);
    expect(drawn(8)).not.toEqual(tokens);
    const share = (token: number): number =>
      tokens.filter((other) => other === token).length / tokens.length;
    // Four standard deviations of a share of 4,000 draws are at most 0.032.
    expect(Math.abs(share(0) - 0.5)).toBeLessThan(0.032);
    expect(Math.abs(share(1) - 0.3)).toBeLessThan(0.032);
    expect(share(2)).toBe(0);
  });

  it('draws nothing that is not allowed, at any temperature', () => {
    const logit = fc.float({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(logit, fc.boolean()), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (entries, temperature) => {
          const allowed = Uint8Array.from(entries, ([, isAllowed]) => Number(isAllowed));
          const logits = Float32Array.from(entries, ([value]) => value);
          const choice = choose(logits, { allowed, temperature, random });
          expect(choice.ok).toBe(allowed.includes(1));
          if (choice.ok) expect(allowed[choice.value]).toBe(1);
        },
      ),
    );
  });

  it('gives probabilities that add up to one', () => {
    const logits = Float32Array.of(-400, 3, 2, 88);
    const sum = [0, 1, 2, 3].reduce((total, at) => total + Math.exp(logProbability(logits, at)), 0);
    expect(sum).toBeCloseTo(1, 9);
  });
});
