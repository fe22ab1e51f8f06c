import { describe, expect, it } from 'vitest';
import { drawSimCase, runSimCase } from './index.ts';

/** Lived in every run of all tests; many more are lived by `npm run sim`. */
const BATCHES = [0, 20, 40, 60, 80, 100, 120];
const BATCH = 20;

describe('runSimCase', () => {
  it.each(BATCHES)('finds every rule kept from seed %i on', (from) => {
    const seeds = Array.from({ length: BATCH }, (_, index) => from + index);
    const broken = seeds.flatMap((seed) => {
      const { violations } = runSimCase(drawSimCase(seed));
      return violations.slice(0, 1).map((violation) => ({ seed, ...violation }));
    });
    expect(broken).toEqual([]);
  });
});
