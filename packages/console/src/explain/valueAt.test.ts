import { describe, expect, it } from 'vitest';
import { valueAt } from './valueAt.ts';

describe('valueAt', () => {
  const plan = { power: { it: 5 }, training: { 'llama-3.1': { mfu: 0.4 }, llama: { mfu: 0.3 } } };

  it('finds nothing where nothing is', () => {
    expect(valueAt(plan, 'power.sun')).toBeUndefined();
    expect(valueAt(plan, 'power')).toBeUndefined();
    expect(valueAt(plan, 'powe')).toBeUndefined();
    expect(valueAt(undefined, 'power.it')).toBeUndefined();
  });

  it('follows a path, also through a key that holds a dot', () => {
    expect(valueAt(plan, 'power.it')).toBe(5);
    expect(valueAt(plan, 'training.llama-3.1.mfu')).toBe(0.4);
    expect(valueAt(plan, 'training.llama.mfu')).toBe(0.3);
  });
});
