import { describe, expect, it } from 'vitest';
import { endOf, rangeOf, type Samples, usefulShare } from './series.ts';

function samplesOf(time: number[], useful: number[]): Samples {
  return { time, useful, lost: {} as Samples['lost'] };
}

describe('usefulShare', () => {
  it('has none without samples', () => {
    expect(usefulShare(samplesOf([], []))).toEqual([]);
  });

  it('counts from the start of the run, and gives the first moments the first share', () => {
    expect(usefulShare(samplesOf([0, 10, 20], [0, 5, 15]))).toEqual([0.5, 0.5, 0.75]);
    expect(usefulShare(samplesOf([0, 10, 20], [0, 0, 8]), 10)).toEqual([0.8, 0.8, 0.8]);
  });

  it('stays what it was when the run is over', () => {
    expect(usefulShare(samplesOf([0, 10, 20], [0, 9, 9]), 0, 10)).toEqual([0.9, 0.9, 0.9]);
  });
});

describe('endOf', () => {
  const event = (kind: 'placed' | 'released', time: number, run = 'a') => ({
    ...{ kind, time, run, text: '' },
    ...(kind === 'released' ? { releases: true } : {}),
  });

  it('is when the nodes are given back for good', () => {
    const events = [
      event('placed', 0),
      event('released', 5),
      event('placed', 7),
      event('released', 9),
    ];
    expect(endOf({ events }, 'a')).toBe(9);
    expect(endOf({ events: events.slice(0, 3) }, 'a')).toBe(Number.POSITIVE_INFINITY);
    expect(endOf({ events }, 'b')).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('rangeOf', () => {
  it('is from a round number below every value to 1, the first dips included', () => {
    expect(rangeOf([0.61, ...Array(10).fill(0.93)])).toEqual([0.55, 1]);
    expect(rangeOf(Array(10).fill(0.93))).toEqual([0.9, 1]);
    expect(rangeOf([0.99], [0.52])).toEqual([0.45, 1]);
    expect(rangeOf([0])).toEqual([0, 1]);
  });
});
