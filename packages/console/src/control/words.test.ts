import { describe, expect, it } from 'vitest';
import { secondsBetween, showRate, showTime } from './words.ts';

describe('showTime', () => {
  const noon = '2026-11-29T12:00:00.500Z';

  it('gives the local time with its offset, west of Greenwich and on half hours too', () => {
    expect(showTime(noon, 0)).toBe('2026-11-29 12:00:00 +00:00');
    expect(showTime(noon, 330)).toBe('2026-11-29 17:30:00 +05:30');
    expect(showTime(noon, -750)).toBe('2026-11-28 23:30:00 −12:30');
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
