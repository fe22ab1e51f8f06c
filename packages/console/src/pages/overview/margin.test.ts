import { describe, expect, it } from 'vitest';
import { marginMarks, showMargin } from './margin.ts';

const DAY = 86_400;
const base = { relation: 'atMost', bound: 100, margin: 0.1, range: [80, 120], unit: 'MW' } as const;

describe('marginMarks', () => {
  it('puts the bound in the middle and the good side to the right', () => {
    const marks = marginMarks(base);
    expect(marks.value).toBeCloseTo(0.6);
    expect([marks.low, marks.high]).toEqual([expect.closeTo(0.3), expect.closeTo(0.7)]);
    expect(marks.beyond).toBe(false);
  });

  it('turns the range round for a bound from below', () => {
    const marks = marginMarks({ ...base, relation: 'atLeast', range: [90, 150] });
    expect([marks.low, marks.high]).toEqual([expect.closeTo(0.4), 1]);
  });

  it('stays on the gauge when the margin does not, or the bound is zero', () => {
    expect(marginMarks({ ...base, margin: -4.9 })).toMatchObject({ value: 0, beyond: true });
    const marks = marginMarks({ ...base, bound: 0, margin: 0, range: [0, 0] });
    expect(marks).toEqual({ value: 0.5, low: 0.5, high: 0.5, beyond: false });
  });

  it('measures a date in days, not in shares of all time', () => {
    const bound = 20_000 * DAY;
    const range = [bound - 365 * DAY, bound] as const;
    const marks = marginMarks({ ...base, unit: 'date', bound, margin: 73 * DAY, range });
    expect(marks).toEqual({ value: expect.closeTo(0.6), low: 0.5, high: 1, beyond: false });
  });
});

describe('showMargin', () => {
  it('says how far, and on which side', () => {
    expect(showMargin({ margin: 0, unit: 'MW' })).toBe('0 %');
    expect(showMargin({ margin: 0.0173, unit: '1' })).toBe('+1.7 %');
    expect(showMargin({ margin: -4.88, unit: 'd' })).toBe('−488 %');
    expect(showMargin({ margin: 14, unit: '1' })).toBe('+15×');
    expect(showMargin({ margin: 216 * DAY, unit: 'date' })).toBe('+216 d');
  });
});
