import { describe, expect, it } from 'vitest';
import { localTime, localTimeOfDay } from './time.ts';

const at = (minutes: number) => ({ offset: () => minutes });

describe('local time', () => {
  it.each([
    [0, '2026-11-29 20:40:12 +00:00'],
    [60, '2026-11-29 21:40:12 +01:00'],
    [-210, '2026-11-29 17:10:12 -03:30'],
    [330, '2026-11-30 02:10:12 +05:30'],
  ])('%i minutes ahead of UTC', (minutes, shown) => {
    expect(localTime('2026-11-29T20:40:12.345Z', at(minutes))).toBe(shown);
    expect(localTimeOfDay('2026-11-29T20:40:12.345Z', at(minutes))).toBe(shown.slice(11));
  });
});
