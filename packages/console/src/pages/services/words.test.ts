import { describe, expect, it } from 'vitest';
import {
  boundsWords,
  isLive,
  mistakeIn,
  p95Words,
  servicesIn,
  showCount,
  showMean,
  showUse,
  startsWords,
  versionBefore,
} from './words.ts';

describe('mistakeIn', () => {
  it.each([
    ['', '2'],
    ['1', 'two'],
    ['-1', '2'],
    ['1.5', '2'],
    ['3', '2'],
    ['1', '9999999'],
  ])('refuses %j to %j', (least, most) => {
    expect(mistakeIn(least, most)).toMatch(/\.$/);
  });

  it('takes bounds, equal ones and none at all', () => {
    for (const [least, most] of [
      ['1', '4'],
      ['3', ' 3 '],
      ['0', '0'],
    ] as const)
      expect(mistakeIn(least, most)).toBeUndefined();
  });
});

describe('figures that a server does not tell', () => {
  it('are shown as none, and not as zero', () => {
    expect([showMean(null), showCount(null), showUse(null)]).toEqual(['–', '–', '–']);
    expect([p95Words(null), p95Words({ mean: 1, p95: null })]).toEqual(['', '']);
    expect([showCount(0), showUse(0)]).toEqual(['0', '0%']);
    expect(p95Words({ mean: 0.2, p95: 0.25 })).toBe('95% within 250 ms');
  });
});

describe('versionBefore', () => {
  const version = (number: number) => ({
    ...{ version: number, model: 'm', command: [], since: '', by: '' },
    state: 'earlier' as const,
  });

  it('is the one below the current, whatever their order and whatever came after', () => {
    const versions = [version(1), version(3), version(2)];
    expect(versionBefore({ version: 1, versions })).toBeUndefined();
    expect(versionBefore({ version: 3, versions })).toBe(2);
    expect(versionBefore({ version: 2, versions })).toBe(1);
  });
});

describe('words', () => {
  it('say bounds once where they are equal', () => {
    expect(boundsWords({ least: 3, most: 3 })).toBe('3');
    expect(boundsWords({ least: 1, most: 4 })).toBe('1 to 4');
  });

  it('tell what is over', () => {
    expect(isLive({ state: 'failed' })).toBe(false);
    expect(isLive({ state: 'stopping' })).toBe(true);
  });
});

describe('servicesIn', () => {
  it('tells a control plane that is older than services from one that has none', () => {
    expect(servicesIn({ holder: null, runs: [] })).toBeUndefined();
    expect(servicesIn({ holder: null, runs: [], services: [] })).toEqual([]);
  });
});

describe('startsWords', () => {
  it('counts starts only where there was more than one', () => {
    expect(startsWords(2, 1)).toBe('version 2');
    expect(startsWords(2, 10)).toBe('version 2, start 10');
  });
});
