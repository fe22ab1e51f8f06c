import { expect, it } from 'vitest';
import { compareFold } from './truth.fixture.ts';

it('folds hundreds of random lives to what was true', () => {
  for (let seed = 5000; seed < 5400; seed++) expect(compareFold(seed).wrong).toEqual([]);
});
