import { describe, expect, it } from 'vitest';
import {
  againstWords,
  busyFirst,
  secondsBetween,
  showLoss,
  showTime,
  stateWords,
} from './words.ts';

describe('showTime', () => {
  const noon = '2026-11-29T12:00:00.500Z';

  it('gives the local time with its offset, west of Greenwich and on half hours too', () => {
    expect(showTime(noon, 0)).toBe('2026-11-29 12:00:00 +00:00');
    expect(showTime(noon, 330)).toBe('2026-11-29 17:30:00 +05:30');
    expect(showTime(noon, -750)).toBe('2026-11-28 23:30:00 −12:30');
  });
});

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

describe('secondsBetween', () => {
  it('counts up to now what is not over', () => {
    const start = '2026-11-29T12:00:00Z';
    expect(secondsBetween(start, '2026-11-29T12:01:00Z', 0)).toBe(60);
    expect(secondsBetween(start, undefined, Date.parse('2026-11-29T12:00:09Z'))).toBe(9);
  });
});

describe('stateWords', () => {
  it('says the phase only while there is one', () => {
    expect(stateWords({ state: 'active', phase: 'waiting' })).toBe('waiting');
    expect(stateWords({ state: 'failed', phase: 'running' })).toBe('failed');
  });
});
