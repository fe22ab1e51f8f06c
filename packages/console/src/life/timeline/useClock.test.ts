import { expect, it } from 'vitest';
import { firstRate } from './useClock.ts';

it('first plays a life slower the shorter it is', () => {
  const day = 86_400;
  expect(firstRate(0)).toBe(10);
  expect(firstRate(480)).toBe(10);
  expect(firstRate(3600)).toBe(60);
  expect(firstRate(day / 4)).toBe(600);
  expect(firstRate(day)).toBe(3600);
  expect(firstRate(54 * day)).toBe(6 * 3600);
});
