import { describe, expect, it } from 'vitest';
import {
  latestOf,
  leftOut,
  secondsBetween,
  showAgo,
  showFor,
  showRate,
  showTime,
} from './words.ts';

describe('showTime', () => {
  const noon = '2026-11-29T12:00:00.500Z';

  it('gives the local time with its offset, west of Greenwich and on half hours too', () => {
    expect(showTime(noon, 0)).toBe('2026-11-29 12:00:00 +00:00');
    expect(showTime(noon, 330)).toBe('2026-11-29 17:30:00 +05:30');
    expect(showTime(noon, -750)).toBe('2026-11-28 23:30:00 −12:30');
  });
});

describe('showAgo', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');

  it('counts in the largest unit that has passed, and never before nothing', () => {
    expect(showAgo('2026-11-29T12:00:05Z', now)).toBe('0 s ago');
    expect(showAgo('2026-11-29T11:59:01Z', now)).toBe('59 s ago');
    expect(showAgo('2026-11-29T11:58:59Z', now)).toBe('1 min ago');
    expect(showAgo('2026-11-28T12:00:01Z', now)).toBe('23 h ago');
  });

  it('gives the date of another day', () => {
    expect(showFor('2026-11-20T12:00:00Z', now)).toBe('9 d');
    expect(showAgo('2026-11-20T12:00:00Z', now)).toMatch(/^2026-11-(19|20|21) \d\d:\d\d$/);
  });
});

describe('latestOf', () => {
  it('leaves out the oldest, and says so', () => {
    const entries = Array.from({ length: 25 }, (_, i) => i);
    expect(latestOf(entries)).toHaveLength(20);
    expect(latestOf(entries)[0]).toBe(24);
    expect(leftOut(25)).toBe('The latest 20 of 25.');
    expect(leftOut(20)).toBe('');
  });
});

describe('showRate', () => {
  it('shows a rate that nobody measured as none', () => {
    expect(showRate(null)).toBe('–');
    expect(showRate(1234)).toMatch(/^1,23\d tokens?\/s$/);
  });
});

describe('secondsBetween', () => {
  it('counts up to now what is not over', () => {
    const start = '2026-11-29T12:00:00Z';
    expect(secondsBetween(start, '2026-11-29T12:01:00Z', 0)).toBe(60);
    expect(secondsBetween(start, undefined, Date.parse('2026-11-29T12:00:09Z'))).toBe(9);
  });
});
