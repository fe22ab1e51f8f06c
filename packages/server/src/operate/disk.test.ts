import { expect, it } from 'vitest';
import { watchDisk } from './disk.ts';
import { until } from './plane.fixture.ts';

it('tells once that a disk is full, and once that there is space again', async () => {
  const shares = [0.5, 0.049, 0.03, 0.055, 0.059, 0.06, 0.5, 0.04];
  const told: string[] = [];
  const stop = watchDisk({
    folder: 'home',
    lookMs: 1,
    freeShare: async () => shares.shift() ?? 0.01,
    full: (reason) => told.push(reason),
    free: (words) => told.push(words),
  });
  await until(() => shares.length === 0 && told.length >= 3);
  stop();
  expect(told).toEqual([
    expect.stringContaining('4.9 %'),
    expect.stringContaining('6.0 %'),
    expect.stringContaining('4.0 %'),
  ]);
});

it('takes a disk that cannot be asked for no full one', async () => {
  let asked = 0;
  const stop = watchDisk({
    folder: 'home',
    lookMs: 1,
    freeShare: async () => {
      asked++;
      throw new Error('EIO');
    },
    full: () => expect.unreachable(),
    free: () => expect.unreachable(),
  });
  await until(() => asked > 3);
  stop();
  expect(asked).toBeGreaterThan(3);
});
