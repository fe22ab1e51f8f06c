import { describe, expect, it } from 'vitest';
import { againstWords, busyFirst, showLoss, stateWords } from './words.ts';

describe('busyFirst', () => {
  const node = (name: string, state: 'free' | 'running') => ({
    ...{ node: name, state },
    ...{ index: 0, ranks: [] },
  });
  const fleet = [node('a', 'free'), node('b', 'running'), node('c', 'free')];

  it('leaves out free nodes first, and none of a small cluster', () => {
    expect(busyFirst(fleet, 2).map((each) => each.node)).toEqual(['b', 'a']);
    expect(busyFirst(fleet, 3)).toBe(fleet);
    expect(busyFirst([], 2)).toEqual([]);
  });
});

describe('showLoss', () => {
  it('shows a loss that is no number as none', () => {
    expect(showLoss(null)).toBe('–');
    expect(showLoss(2.5)).toBe('2.5000');
  });
});

describe('againstWords', () => {
  it('compares nothing with nothing', () => {
    expect(againstWords(null, 5)).toBe('');
    expect(againstWords(5, 0)).toBe('');
    expect(againstWords(93, 100)).toBe('0.93 times the predicted');
  });
});

describe('stateWords', () => {
  it('says the phase only while there is one', () => {
    expect(stateWords({ state: 'active', phase: 'waiting' })).toBe('waiting');
    expect(stateWords({ state: 'failed', phase: 'running' })).toBe('failed');
  });
});
