import { describe, expect, it } from 'vitest';
import { countAttention } from '../architecture.ts';
import { DENSE, inStack, jobOn, MIXED, MIXTURE, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingStack } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { layerTimes } from './layer.ts';
import { layerParts } from './layer-parts.ts';
import { type ForwardBackward, linearTime } from './linear.ts';

const LATENT = { ...DENSE, kvHeads: 8, queryRank: 768, keyValueRank: 256, ropeDim: 64 };
const TOKENS = 65_536;

function layerOf(
  model: typeof DENSE,
  over: Partial<Strategy> = {},
  stack: Partial<TrainingStack> = {},
) {
  const job = inStack(jobOn(model, { sequenceLength: TOKENS }), stack);
  const s = { ...PLAIN_SPLIT, ...over };
  return layerTimes(job, s, layerParts(job, s, TOKENS));
}

const TP8 = { tp: 8, dp: 8, etp: 8 };
const sum = ({ forward, backward }: ForwardBackward) => forward + backward;

describe('layerTimes', () => {
  it('adds its parts up, and computes them all again in full', () => {
    const layer = layerOf(MIXED, { ...TP8, ep: 4, etp: 1 });
    const { gemm, attention, memoryBound, host, total, again } = layer;
    const { tensorParallel, contextParallel, expertParallel } = layer;
    const parts = [gemm, attention, memoryBound, tensorParallel, contextParallel, expertParallel];
    const added = [...parts, host].reduce((all, part) => all + sum(part), 0);
    expect(sum(total)).toBeCloseTo(added, 12);
    expect(again.full).toBe(total.forward);
  });

  it('is an average of dense and mixture layers by their number', () => {
    const [dense, mixture, mixed] = [
      layerOf({ ...DENSE, sharedFfn: 0 }),
      layerOf({ ...MIXTURE, sharedFfn: 0 }),
      layerOf({ ...MIXED, sharedFfn: 0 }),
    ];
    const mean = 0.25 * sum(dense.gemm) + 0.75 * sum(mixture.gemm);
    expect(sum(mixed.gemm) / mean).toBeCloseTo(1, 9);
  });

  it('multiplies latent projections by about their FLOP', () => {
    // Against the same heads without ranks, by parameters: each is one multiply-add a token.
    const [latent, plain] = [LATENT, { ...DENSE, kvHeads: 8 }].map((model) => ({
      gemm: layerOf(model).gemm.forward,
      flop: 2 * TOKENS * (countAttention(model) + 3 * 1024 * 4096),
    }));
    const speed = latent!.flop / latent!.gemm / (plain!.flop / plain!.gemm);
    expect(speed).toBeGreaterThan(0.7);
    expect(speed).toBeLessThan(1.1);
  });

  it.each([1, 8])('does the products of latent attention one by one, at TP %i', (tp) => {
    const { kernels } = jobOn(LATENT);
    const heads = 8 / tp;
    const [ranked, direct] = [LATENT, { ...LATENT, queryRank: 0 }].map((model) =>
      layerOf(model, { tp, dp: 64 / tp, etp: tp }),
    );
    const both = [
      [256 + 64, 1024],
      [heads * (128 + 128), 256],
      [1024, heads * 128],
      ...[
        [(2 * 4096) / tp, 1024],
        [1024, 4096 / tp],
      ],
    ];
    const added = (products: readonly (readonly number[])[]) =>
      [...both, ...products]
        .map(([n, k]) => sum(linearTime({ m: TOKENS, n: n!, k: k! }, kernels)))
        .reduce((all, time) => all + time);
    const query = heads * (128 + 64);
    const throughRank = added([
      [768, 1024],
      [query, 768],
    ]);
    expect(sum(ranked!.gemm) / throughRank).toBeCloseTo(1, 12);
    expect(sum(direct!.gemm) / added([[query, 1024]])).toBeCloseTo(1, 12);
    expect(direct!.attention).toEqual(ranked!.attention);
  });

  it('copies the downward latent projections on every tensor-parallel rank', () => {
    const speedup = (model: typeof DENSE) =>
      layerOf(model).gemm.forward / layerOf(model, TP8).gemm.forward;
    expect(speedup(LATENT)).toBeLessThan(speedup({ ...DENSE, kvHeads: 8 }));
  });
});

describe('tensor parallelism', () => {
  const of = (stack: Partial<TrainingStack>, over: Partial<Strategy> = TP8, model = DENSE) =>
    layerOf(model, over, stack).tensorParallel.forward;

  it('is a gather and a scatter with sequence parallelism, and about as much without', () => {
    const ratio = of({ sequenceParallel: 'off' }) / of({ sequenceParallel: 'on' });
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
    expect(of({}, { tp: 1 })).toBe(0);
  });

  it('is hidden in part where the stack overlaps it', () => {
    const { exposedTensor } = jobOn(DENSE).constants;
    expect(of({ tensorOverlap: 'on' }) / of({ tensorOverlap: 'off' })).toBeCloseTo(
      exposedTensor,
      12,
    );
  });

  it('is needed for attention alone where tokens are exchanged instead', () => {
    const split = { ...TP8, etp: 1 };
    expect(of({}, { ...split, ep: 8 }, MIXTURE)).toBeCloseTo(of({}, TP8, MIXTURE) / 2, 12);
    expect(of({}, { ...split, ep: 8 }, MIXED)).toBeCloseTo(of({}, TP8, MIXED) * (1.25 / 2), 12);
  });
});

describe('element-wise operations', () => {
  const of = (stack: Partial<TrainingStack>, over: Partial<Strategy> = {}) =>
    layerOf(DENSE, over, stack).memoryBound;

  it('stream more in an eager stack', () => {
    const { eagerTraffic, backwardElementwiseRatio } = jobOn(DENSE).constants;
    const [fused, eager] = [of({ elementwise: 'fused' }), of({ elementwise: 'eager' })];
    expect(eager.forward / fused.forward).toBeCloseTo(eagerTraffic, 1);
    expect(fused.backward).toBe(backwardElementwiseRatio * fused.forward);
  });

  it('are split over tensor parallelism whole, or but for norms and residuals', () => {
    const alone = of({}).forward;
    const [on, off] = (['on', 'off'] as const).map(
      (sequenceParallel) => of({ sequenceParallel }, TP8).forward,
    );
    expect(on!).toBeLessThan(alone / 7);
    expect(off!).toBeGreaterThan(on! * 2);
    expect(of({ sequenceParallel: 'off' }).forward).toBe(alone);
  });
});
