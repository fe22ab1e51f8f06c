import { describe, expect, it } from 'vitest';
import { compareFold } from './truth.fixture.ts';

describe('the fold of a life', () => {
  // Of the last one a node leaves one replica when it serves another already.
  it('has every node and run as the world has it, at every moment of random lives', () => {
    const seeds = [...Array.from({ length: 24 }, (_, index) => index), 1287];
    const compared = seeds.map(compareFold);
    expect(compared.flatMap(({ wrong }) => wrong)).toEqual([]);
    const sum = (of: 'moments' | 'losses') => compared.reduce((total, each) => total + each[of], 0);
    expect(sum('moments')).toBeGreaterThan(1000);
    expect(sum('losses')).toBeGreaterThan(10);
  });
});
