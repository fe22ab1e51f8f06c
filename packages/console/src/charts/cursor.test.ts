import { describe, expect, it } from 'vitest';
import { ChartCursor, nearestIndex, zoomedView } from './cursor.ts';

describe('nearestIndex', () => {
  it.each([
    [[], 3, -1],
    [[5], -100, 0],
    [[0, 10, 20], -1, 0],
    [[0, 10, 20], 99, 2],
    [[0, 10, 20], 14, 1],
    [[0, 10, 20], 16, 2],
    [[0, 10, 20], 15, 1],
  ])('of %j at %d is %d', (times, time, index) => {
    expect(nearestIndex(times, time)).toBe(index);
  });
});

describe('zoomedView', () => {
  const whole = [0, 100] as const;

  it('is none where the whole is seen, or more', () => {
    expect(zoomedView(whole, [0, 50], 25, 2)).toBeUndefined();
    expect(zoomedView(whole, [0, 50], 25, Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(zoomedView([0, 0], [0, 0], 0, 0.5)).toBeUndefined();
  });

  it('keeps what it is around in its place, within the whole', () => {
    expect(zoomedView(whole, [0, 100], 25, 0.5)).toEqual([12.5, 62.5]);
    expect(zoomedView(whole, [0, 50], 0, 0.5)).toEqual([0, 25]);
    expect(zoomedView(whole, [80, 100], 100, 2)).toEqual([60, 100]);
  });

  it('never gets smaller than can be told apart', () => {
    let view: readonly [number, number] = whole;
    for (let i = 0; i < 100; i++) view = zoomedView(whole, view, 30, 0.5) ?? whole;
    expect(view[1] - view[0]).toBeCloseTo(0.01);
  });
});

describe('ChartCursor', () => {
  it('tells of what has changed, and of nothing else', () => {
    const cursor = new ChartCursor();
    let told = 0;
    const forget = cursor.subscribe(() => told++);
    cursor.point(undefined);
    expect(told).toBe(0);
    cursor.point(5);
    cursor.point(5);
    cursor.zoom([1, 2]);
    expect(told).toBe(2);
    expect(cursor.state).toEqual({ time: 5, view: [1, 2] });
    forget();
    cursor.zoom();
    expect(told).toBe(2);
    expect(cursor.state.view).toBeUndefined();
  });
});
