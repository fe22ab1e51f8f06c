import { describe, expect, it } from 'vitest';
import { tellStretches } from './stretches.ts';

type Stretches = Parameters<typeof tellStretches>[0]['stretches'];

/** Stretches one after the other, from phases and durations. */
function traceOf(...parts: readonly (readonly [string, number])[]) {
  let start = 0;
  const stretches = parts.map(([phase, duration]) => {
    const stretch = { phase, start, duration };
    start += duration;
    return stretch;
  });
  return { stretches: stretches as unknown as Stretches, interval: 0.1 };
}

const words = (trace: ReturnType<typeof traceOf>) =>
  tellStretches(trace).map(({ parts, count }) => [
    parts.map(({ phase }) => phase).join('+'),
    count,
  ]);

describe('tellStretches', () => {
  it('tells nothing of nothing, and all of what does not repeat', () => {
    expect(words(traceOf())).toEqual([]);
    expect(words(traceOf(['train', 5], ['hang', 60], ['train', 9]))).toEqual([
      ['train', 1],
      ['hang', 1],
      ['train', 1],
    ]);
  });

  it('leaves out what is over within a sample, and joins what it parted', () => {
    const trace = traceOf(['train', 5], ['checkpoint', 1e-6], ['train', 5]);
    const [only, ...others] = tellStretches(trace);
    expect(others).toEqual([]);
    expect(only?.parts[0]?.duration).toBeCloseTo(10);
  });

  it('tells a pair that repeats once', () => {
    const pair = [
      ['train', 5],
      ['checkpoint', 1],
    ] as const;
    expect(words(traceOf(...pair, ...pair, ...pair, ['train', 2]))).toEqual([
      ['train+checkpoint', 3],
      ['train', 1],
    ]);
  });
});
