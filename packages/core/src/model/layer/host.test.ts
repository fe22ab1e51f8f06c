import { describe, expect, it } from 'vitest';
import { DENSE, inStack, jobOn, MIXED, MIXTURE, PLAIN_SPLIT } from '../job.fixture.ts';
import { hostTime } from './host.ts';
import { layerTimes } from './layer.ts';
import { layerParts } from './layer-parts.ts';

describe('hostTime', () => {
  const { layerLaunch, moeLaunch, expertLaunch } = jobOn(DENSE).constants;

  it('lets no layer be faster than its launches', () => {
    const job = jobOn(DENSE);
    expect(hostTime(job, PLAIN_SPLIT, 0, 0)).toBe(layerLaunch);
    expect(hostTime(job, PLAIN_SPLIT, 0, layerLaunch / 3)).toBeCloseTo((2 / 3) * layerLaunch, 15);
    expect(hostTime(job, PLAIN_SPLIT, 0, layerLaunch)).toBe(0);
    expect(hostTime(job, PLAIN_SPLIT, 0, 1)).toBe(0);
  });

  it('waits for the experts of a mixture, however long it computes', () => {
    const of = (ep: number, moeShare = 1) =>
      hostTime(jobOn(MIXTURE), { ...PLAIN_SPLIT, ep }, moeShare, 1);
    expect(of(1)).toBeCloseTo(moeLaunch + 8 * expertLaunch, 15);
    expect(of(8)).toBeCloseTo(moeLaunch + expertLaunch, 15);
    expect(of(1, 0.5)).toBeCloseTo(of(1) / 2, 15);
  });

  it('waits for nothing with CUDA graphs', () => {
    for (const model of [DENSE, MIXTURE]) {
      expect(hostTime(inStack(jobOn(model), { cudaGraphs: 'on' }), PLAIN_SPLIT, 1, 0)).toBe(0);
    }
  });
});

describe('a layer of few tokens', () => {
  it.each([
    ['dense', DENSE],
    ['mixed', MIXED],
  ] as const)('takes its launches, unless CUDA graphs replay them: %s', (_, model) => {
    const launched = (cudaGraphs: 'on' | 'off') => {
      const job = inStack(jobOn(model, { sequenceLength: 64 }), { cudaGraphs });
      const s = { ...PLAIN_SPLIT, tp: 4, dp: 16, etp: 4 };
      return layerTimes(job, s, layerParts(job, s, 64));
    };
    const { layerLaunch } = jobOn(model).constants;
    expect(launched('off').total.forward).toBeGreaterThanOrEqual(layerLaunch * (1 - 1e-12));
    expect(launched('off').host.backward).toBe(2 * launched('off').host.forward);
    expect(launched('on').total.forward).toBeLessThan(launched('off').total.forward);
    expect(launched('on').host).toEqual({ forward: 0, backward: 0 });
  });
});
