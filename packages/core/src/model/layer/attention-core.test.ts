import { describe, expect, it } from 'vitest';
import type { AttentionKernel } from '../../facts/index.ts';
import { DENSE, jobOn, kernelsOn, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { attentionCore, headsOf } from './attention-core.ts';

const GPT3 = { ...DENSE, layers: 96, denseLayers: 96, heads: 96, kvHeads: 96, hidden: 12_288 };
const LATENT = {
  ...GPT3,
  heads: 128,
  kvHeads: 128,
  queryRank: 1536,
  keyValueRank: 512,
  ropeDim: 64,
};

const split = (over: Partial<Strategy> = {}): Strategy => ({ ...PLAIN_SPLIT, ...over });

function coreOf(job: TrainingJob, s = split()) {
  return attentionCore(job, s, headsOf(job, s));
}

function onGpu(gpu: string, attention: AttentionKernel, sequenceLength: number): TrainingJob {
  return jobOn(GPT3, { sequenceLength, kernels: kernelsOn(gpu, attention) });
}

describe('attentionCore', () => {
  it.each(['a100-sxm-80gb', 'h100-sxm', 'b200-sxm'])(
    'is slower the older the library, on %s',
    (gpu) => {
      const [triton, flash2, flash3] = (['triton', 'flash2', 'flash3'] as const).map((library) =>
        coreOf(onGpu(gpu, library, 8192)),
      );
      for (const way of ['forward', 'backward'] as const) {
        expect(triton![way]).toBeGreaterThanOrEqual(flash2![way]);
        expect(flash2![way]).toBeGreaterThanOrEqual(flash3![way]);
        expect(triton![way]).toBeGreaterThan(flash3![way]);
      }
    },
  );

  it('gains from FlashAttention-3 only from Hopper on', () => {
    const gain = (gpu: string) =>
      coreOf(onGpu(gpu, 'flash2', 8192)).forward / coreOf(onGpu(gpu, 'flash3', 8192)).forward;
    expect(gain('a100-sxm-80gb')).toBe(1);
    expect(gain('h100-sxm')).toBeGreaterThanOrEqual(1.5);
  });

  it.each([2048, 8192, 32_768])('is slower unfused on an A100, at %i tokens', (sequence) => {
    const [unfused, flash] = (['unfused', 'flash2'] as const).map((library) =>
      coreOf(onGpu('a100-sxm-80gb', library, sequence)),
    );
    expect(unfused!.forward).toBeGreaterThan(flash!.forward);
    expect(unfused!.backward).toBeGreaterThan(flash!.backward);
  });

  it('computes both halves of the mask unfused, and streams every score', () => {
    const [short, long] = [16_384, 32_768].map((sequence) =>
      coreOf(onGpu('a100-sxm-80gb', 'unfused', sequence)),
    );
    expect(long!.forward / short!.forward).toBeGreaterThan(3.9);
    const { memory } = onGpu('a100-sxm-80gb', 'unfused', 1).kernels;
    const { scoreForwardTraffic } = jobOn(GPT3).constants;
    const streamed = (96 * 32_768 ** 2 * scoreForwardTraffic) / memory.bandwidth;
    expect(long!.forward).toBeGreaterThan(streamed);
  });

  it('falls to the mean of its layers with windows', () => {
    const windowed = (windowLayers: number, window = 1024) =>
      coreOf(jobOn({ ...GPT3, window, windowLayers }, { sequenceLength: 16_384 })).forward;
    const [none, half, all] = [windowed(0), windowed(48), windowed(96)];
    expect(all).toBeLessThan(none / 4);
    expect(half).toBeCloseTo((none + all) / 2, 12);
    // A window of the whole sequence hides nothing.
    expect(windowed(96, 16_384)).toBeCloseTo(none, 12);
  });

  it('shares the causal half evenly over context parallelism, and heads over tensor parallelism', () => {
    const job = jobOn(GPT3);
    const whole = coreOf(job);
    const { forward } = coreOf(job, split({ cp: 4, dp: 16 }));
    expect(forward).toBeCloseTo(whole.forward / 4, 15);
    expect(coreOf(job, split({ tp: 8, dp: 8 })).forward).toBeGreaterThan(whole.forward / 8);
    expect(coreOf(job, split({ tp: 8, dp: 8 })).forward).toBeLessThan(whole.forward / 7);
  });
});

describe('headsOf', () => {
  it('copies key/value heads that are fewer than ranks', () => {
    const of = (tp: number) => headsOf(jobOn(DENSE), split({ tp }));
    expect(of(2)).toEqual({ heads: 4, kvHeads: 2, width: 128 });
    expect(of(8)).toEqual({ heads: 1, kvHeads: 1, width: 128 });
  });

  it('gives each head keys of its own in latent attention, queries wider than values', () => {
    expect(headsOf(jobOn(LATENT), split({ tp: 8 }))).toEqual({
      heads: 16,
      kvHeads: 16,
      width: 160,
    });
  });
});
