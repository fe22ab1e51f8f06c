import { describe, expect, it } from 'vitest';
import { STACKS } from './stacks.ts';
import { STEP_TIME_ERROR, softwareKind } from './step-time-error.ts';

describe('softwareKind', () => {
  it('counts only the named recipes as tuned', () => {
    const recipes = Object.keys(STACKS).filter((stack) => softwareKind(stack) === 'recipe');
    expect(recipes).toEqual([
      'megatron-bridge-2025',
      'megatron-bridge-2026',
      'mlperf',
      'maxtext',
      'paxml',
    ]);
    expect(softwareKind('nemo-25.07')).toBe('recipe');
    for (const stack of ['', 'nemo', 'my-maxtext', 'maxtext-fork', 'toString']) {
      expect(softwareKind(stack)).toBe('other');
    }
  });

  it('counts a changed recipe as other software', () => {
    expect(softwareKind('maxtext', false)).toBe('recipe');
    expect(softwareKind('maxtext', true)).toBe('other');
  });
});

describe('STEP_TIME_ERROR', () => {
  it.each(Object.values(STEP_TIME_ERROR))('$label: the wider interval holds the narrower', (of) => {
    expect(of.within95.low.value).toBeGreaterThan(0);
    expect(of.within95.low.value).toBeLessThanOrEqual(of.within80.low.value);
    expect(of.within80.low.value).toBeLessThan(of.within80.high.value);
    expect(of.within80.high.value).toBeLessThanOrEqual(of.within95.high.value);
  });

  it('doubts other software more than recipes', () => {
    const { recipe, other } = STEP_TIME_ERROR;
    expect(other.within95.low.value).toBeLessThan(recipe.within95.low.value);
    expect(other.within95.high.value).toBeGreaterThan(recipe.within95.high.value);
  });
});
