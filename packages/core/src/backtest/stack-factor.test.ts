import { describe, expect, it } from 'vitest';
import { STACK_FACTORS, STACKS, type StackName } from '../facts/index.ts';
import { factorOf } from './stack-factor.ts';

const names = Object.keys(STACKS) as StackName[];

describe('factorOf', () => {
  it('is the factor that ships with a stack', () => {
    for (const name of names) expect(factorOf(name)).toBe(STACKS[name].factor.value);
  });

  it.each(['other', '', 'constructor', '__proto__'])('is one of the middle for "%s"', (stack) => {
    const factor = factorOf(stack);
    const factors = Object.keys(STACK_FACTORS).map(factorOf);
    expect(factors).toContain(factor);
    const below = factors.filter((each) => each < factor).length;
    const above = factors.filter((each) => each > factor).length;
    expect(Math.abs(below - above)).toBeLessThanOrEqual(1);
  });
});
