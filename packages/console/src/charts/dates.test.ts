import { describe, expect, it } from 'vitest';
import { dateScale } from './dates.ts';

const at = (year: number, month: number, day = 1) => new Date(year, month, day).getTime() / 1000;

describe('dateScale', () => {
  it('reaches from the first beginning to the last end', () => {
    const scale = dateScale([
      { start: at(2024, 3), end: at(2024, 5) },
      { start: at(2024, 2), end: at(2024, 4) },
    ]);
    expect(scale.at(at(2024, 2))).toBe(0);
    expect(scale.at(at(2024, 5))).toBe(100);
  });

  it('names the year where it begins and the day only between months', () => {
    const textsOf = (start: number, end: number) =>
      dateScale([{ start, end }]).ticks.map(({ text }) => text);
    expect(textsOf(at(2024, 10), at(2025, 3))).toEqual([
      ...['Nov 2024', 'Dec', 'Jan 2025', 'Feb', 'Mar', 'Apr'],
    ]);
    expect(textsOf(at(2024, 4, 4), at(2024, 4, 9))[1]).toBe('5 May');
  });

  it('says which labels would be half outside', () => {
    const { ticks } = dateScale([{ start: at(2024, 0), end: at(2024, 4) }]);
    expect(ticks.map(({ edge }) => edge)).toEqual([
      'start',
      undefined,
      undefined,
      undefined,
      'end',
    ]);
  });
});
