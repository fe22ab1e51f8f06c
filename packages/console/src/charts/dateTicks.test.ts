import { describe, expect, it } from 'vitest';
import { edgeOf, tickText } from './dateTicks.ts';

describe('tickText', () => {
  it('names the year where it begins and the day only between months', () => {
    const months = [new Date(2024, 11, 1), new Date(2025, 0, 1), new Date(2025, 1, 1)];
    expect(months.map((tick) => tickText(tick, months))).toEqual(['Dec 2024', 'Jan 2025', 'Feb']);
    const days = [new Date(2024, 4, 5), new Date(2024, 4, 12)];
    expect(days.map((tick) => tickText(tick, days))).toEqual(['5 May', '12 May']);
  });
});

describe('edgeOf', () => {
  it('is where half of a label would not fit', () => {
    expect([0, 7.9, 8, 50, 92, 93, 100].map(edgeOf)).toEqual([
      ...['start', 'start', undefined, undefined],
      ...[undefined, 'end', 'end'],
    ]);
  });
});
