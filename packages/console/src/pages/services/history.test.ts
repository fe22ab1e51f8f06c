import { describe, expect, it } from 'vitest';
import { isEmpty, seriesOf } from './history.ts';

const NOTHING = {
  ...{ queue: null, running: null, kvUse: null, ttft: null, tokenTime: null },
  ...{ tokensPerSecond: null, ready: 0, wanted: 1 },
};

describe('seriesOf', () => {
  it('makes nothing of nothing', () => {
    expect(seriesOf([]).time).toEqual([]);
    expect(isEmpty(seriesOf([]).ttft)).toBe(true);
  });

  it('counts time back from the newest, and keeps what is not known apart from zero', () => {
    const load = { ...NOTHING, queue: 0, ttft: { mean: 0.2, p95: null }, ready: 1 };
    const series = seriesOf([
      { at: '2026-11-30T04:00:10Z', ...load },
      { at: '2026-11-30T04:00:00Z', ...NOTHING },
    ]);
    expect(series.time).toEqual([-10, 0]);
    expect(series.ttft).toEqual([null, 0.2]);
    expect(series.queue).toEqual([null, 0]);
    expect(series.ready).toEqual([0, 1]);
    expect(isEmpty(series.ttftP95)).toBe(true);
    expect(isEmpty(series.queue)).toBe(false);
  });
});
