import { describe, expect, it } from 'vitest';
import { showMoment } from './words.ts';

describe('showMoment', () => {
  it.each([
    [-3, '0:00.0'],
    [0.04, '0:00.0'],
    [59.96, '1:00.0'],
    [65.25, '1:05.3'],
    [3600, '60:00.0'],
  ])('shows %s s as %s', (seconds, text) => {
    expect(showMoment(seconds)).toBe(text);
  });
});
