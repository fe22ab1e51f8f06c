import { expect, it } from 'vitest';
import { RunClock } from './run-clock.ts';

function clocks() {
  const now = { wall: 1_000_000, monotonic: 5n };
  return { now, read: { wall: () => now.wall, monotonic: () => now.monotonic } };
}

it('follows the monotonic clock, whatever the wall clock does', () => {
  const { now, read } = clocks();
  const clock = new RunClock(1_000_000, 0, read);
  expect(clock.now).toBe(0);
  now.monotonic += 2_000_000_000n;
  now.wall -= 86_400_000;
  expect(clock.now).toBe(2_000_000);
  expect(clock.stamp(2_000_000)).toBe('1970-01-01T00:16:42.000Z');
});

it('counts the time that the program was away, by the wall clock', () => {
  const { read } = clocks();
  expect(new RunClock(990_000, 3_000_000, read).now).toBe(10_000_000);
});

it('never goes back behind the last event, though the wall clock was put back meanwhile', () => {
  const { now, read } = clocks();
  now.wall = 0;
  const clock = new RunClock(990_000, 3_000_000, read);
  expect(clock.now).toBe(3_000_000);
  now.monotonic += 1000n;
  expect(clock.now).toBe(3_000_001);
});
