import type { ProgressEntry } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { ProgressSeries } from './progressSeries.ts';

const START = Date.UTC(2026, 10, 29, 12);

function entry(seconds: number, step: number, more: Partial<ProgressEntry> = {}): ProgressEntry {
  const at = new Date(START + 1000 * seconds).toISOString();
  return {
    offset: step,
    at,
    attempt: 1,
    step,
    loss: 4,
    tokens: 100 * step,
    stepTime: 0.5,
    ...more,
  };
}

/** In buckets of 2 s. */
function seriesOf(entries: readonly ProgressEntry[]): ProgressSeries {
  const series = new ProgressSeries(START, 2 / 3);
  for (const each of entries) series.add(each);
  return series;
}

describe('ProgressSeries', () => {
  it('has no points before the first step', () => {
    expect(seriesOf([]).view()).toMatchObject({ time: [], last: undefined });
  });

  it('leaves out a loss that is no number, and a bucket without steps', () => {
    const series = seriesOf([
      entry(0, 1),
      entry(1, 2, { loss: null }),
      entry(5, 3, { loss: 2 }),
      entry(7, 4),
    ]);
    expect(series.view()).toMatchObject({
      time: [1, 3, 5],
      loss: [4, null, 2],
      stepTime: [0.5, null, 0.5],
      tokensPerSecond: [100, 0, 50],
    });
  });

  it('counts what is trained again after a restart, and nothing for going back', () => {
    const series = seriesOf([entry(0, 8), entry(2, 5), entry(3, 6), entry(4, 7)]);
    expect(series.view().tokensPerSecond).toEqual([400, 50]);
  });

  it('goes on in line when the clock was set back', () => {
    const series = seriesOf([entry(6, 1), entry(1, 2), entry(8, 3)]);
    expect(series.view().loss).toEqual([null, null, null, 4]);
  });

  it('widens its buckets where steps take longer than was predicted', () => {
    const steps = Array.from({ length: 20 }, (_, i) => entry(4 * i, i + 1, { stepTime: 4 }));
    const series = seriesOf(steps);
    expect(series.width).toBe(16);
    expect(series.view().tokensPerSecond).toEqual([25, 25, 25, 25]);
  });

  it('keeps a day of steps in as many buckets as it has, and loses no token', () => {
    const series = new ProgressSeries(START, 0.2);
    const steps = 86_400 * 5;
    for (let step = 1; step <= steps; step++) series.add(entry(step / 5, step));
    const { time, tokensPerSecond, last } = series.view();
    expect(time.length).toBeLessThanOrEqual(720);
    expect(time.length).toBeGreaterThan(300);
    const shown = tokensPerSecond.reduce((sum, rate) => sum + rate * series.width, 0);
    expect(shown / (100 * steps)).toBeGreaterThan(0.99);
    expect(last?.step).toBe(steps);
  });
});
