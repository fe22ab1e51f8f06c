import { describe, expect, it } from 'vitest';
import { DENSE, jobOn, MIXED, MIXTURE, PLAIN_SPLIT, unbounded } from '../job.fixture.ts';
import { searchStrategies } from '../search/search.ts';
import type { Strategy } from '../strategy.ts';
import { stageLayers, trainingMemory } from './memory.ts';

const with_ = (over: Partial<Strategy>): Strategy => ({ ...PLAIN_SPLIT, ...over });
const LAYER = 3_145_728 + 12_582_912;
const EMBEDDING = 32_000 * 1024;

describe('trainingMemory', () => {
  it('counts a dense model on one GPU by hand', () => {
    const memory = trainingMemory(jobOn(DENSE, { gpus: 1 }), with_({ dp: 1 }));
    const parameters = 8 * LAYER + 2 * EMBEDDING;
    expect(memory.weights).toBe(2 * parameters);
    expect(memory.gradients).toBe(4 * parameters);
    expect(memory.optimizer).toBe(12 * parameters);
    // Per token of a layer: block inputs and outputs 4h, q, o and k, v 3h, and three of 4h in the MLP.
    const layer = 2 * 8192 * (4 * 1024 + 2 * 128 * (8 + 4) + 3 * 4096);
    expect(memory.activations).toBe(8 * layer + 6 * 8192 * 32_000);
    expect(memory.reserve).toBeCloseTo(0.06 * 80e9, 0);
    const { weights, gradients, optimizer, activations, reserve } = memory;
    expect(memory.total).toBe(weights + gradients + optimizer + activations + reserve);
  });

  it('shares the optimizer under ZeRO-1 and everything under ZeRO-3', () => {
    const zero1 = trainingMemory(jobOn(DENSE), with_({}));
    const zero3 = trainingMemory(jobOn(DENSE), with_({ sharding: 'zero3' }));
    expect(zero1.optimizer).toBe((12 * (8 * LAYER + 2 * EMBEDDING)) / 64);
    expect(zero3.optimizer).toBe(zero1.optimizer);
    expect(zero3.weights).toBe(zero1.weights / 64);
    expect(zero3.gradients).toBe(zero1.gradients / 64);
    expect(zero3.activations).toBe(zero1.activations);
  });

  it('holds one stage of a pipeline, and one embedding on the first', () => {
    const { weights } = trainingMemory(jobOn(DENSE), with_({ pp: 4, dp: 16 }));
    expect(weights).toBe(2 * (2 * LAYER + EMBEDDING));
  });

  it('splits experts over expert parallelism and copies nothing else for it', () => {
    const whole = trainingMemory(jobOn(MIXTURE), with_({}));
    const spread = trainingMemory(jobOn(MIXTURE), with_({ ep: 8 }));
    const experts = 8 * 8 * 3 * 1024 * 1024;
    expect(whole.weights - spread.weights).toBe(2 * experts * (7 / 8));
    // The optimizer is shared over all ranks either way.
    expect(spread.optimizer).toBeCloseTo(whole.optimizer, 6);
  });

  it('keeps a micro-batch per stage in flight, and more when interleaved', () => {
    const kept = (over: Partial<Strategy>) =>
      trainingMemory(jobOn(DENSE), with_({ dp: 4, ...over })).activations;
    // 16 micro-batches: each stage of pp keeps pp times layers / pp.
    expect(kept({ pp: 4 })).toBeCloseTo(kept({ pp: 8, dp: 4 }), 0);
    expect(kept({ pp: 4, vp: 2 }) / kept({ pp: 4 })).toBeCloseTo(1 + 3 / 8, 12);
    // No more can be in flight than there are.
    expect(kept({ pp: 8, dp: 64 })).toBeCloseTo(kept({ pp: 8 }) / 8, 0);
  });

  it('keeps layer inputs and one layer under full recompute', () => {
    const layer = 2 * 8192 * (4 * 1024 + 2 * 128 * 12 + 3 * 4096);
    const input = 2 * 8192 * 1024;
    const { activations } = trainingMemory(jobOn(DENSE), with_({ recompute: 'full' }));
    expect(activations).toBe(8 * input + layer + 6 * 8192 * 32_000);
  });

  // Korthikanti et al. 2022, table 2: tensor and sequence parallel with selective recompute, which
  // drops the attention scores as flash attention does, keeps 34 sbh / t. Ours keeps 32 sbh / t for
  // such a GPT: both dropout masks (sbh each, a byte an element) are gone, as in today's pre-training.
  it.each([1, 2, 8])('keeps 34 sbh / t less two dropout masks for a GPT at t = %i', (tp) => {
    const gpt = { ...DENSE, kvHeads: 8, mlpMatrices: 2, embeddingMatrices: 1 };
    const [s, b, h] = [2048, 4, 1024];
    const job = jobOn(gpt, { sequenceLength: s, gpus: 16 * tp, globalBatch: 16 * b });
    const memory = trainingMemory(job, with_({ tp, dp: 16, microBatch: b }));
    const logits = (6 * s * b * gpt.vocab) / tp;
    const perLayer = (memory.activations - logits) / gpt.layers;
    expect(perLayer).toBe((32 * s * b * h) / tp);
    expect(perLayer / ((34 * s * b * h) / tp)).toBeGreaterThan(0.94);
  });
});

describe('stageLayers', () => {
  it('rounds a stage up to whole chunks', () => {
    expect(stageLayers(126, with_({ pp: 16 }))).toBe(8);
    expect(stageLayers(126, with_({ pp: 16, vp: 2 }))).toBe(8);
    expect(stageLayers(8, with_({ pp: 1 }))).toBe(8);
  });
});

describe.each([
  ['dense', DENSE],
  ['mixture', MIXTURE],
  ['mixed', MIXED],
] as const)('over every strategy of a %s model', (_, model) => {
  const job = unbounded(jobOn(model));
  const { feasible } = searchStrategies(job);
  const of = (s: Strategy) => trainingMemory(job, s);

  it('is positive and adds up', () => {
    expect(feasible.length).toBeGreaterThan(100);
    for (const { memory } of feasible) {
      const { weights, gradients, optimizer, activations, reserve, total } = memory;
      for (const part of [weights, gradients, optimizer, activations, reserve]) {
        expect(part).toBeGreaterThan(0);
      }
      expect(total).toBe(weights + gradients + optimizer + activations + reserve);
    }
  });

  it('never needs more when split further', () => {
    for (const { strategy: s, memory } of feasible) {
      const wider = [
        { ...s, dp: 2 * s.dp },
        { ...s, tp: 2 * s.tp, etp: s.etp === s.tp ? 2 * s.tp : s.etp },
        { ...s, pp: 2 * s.pp },
      ];
      for (const other of wider.map(of)) {
        expect(other.weights).toBeLessThanOrEqual(memory.weights);
        expect(other.gradients).toBeLessThanOrEqual(memory.gradients);
        expect(other.optimizer).toBeLessThanOrEqual(memory.optimizer * (1 + 1e-12));
      }
    }
  });

  it('never needs more under ZeRO-3 or recompute', () => {
    for (const { strategy: s, memory } of feasible) {
      expect(of({ ...s, sharding: 'zero3' }).total).toBeLessThanOrEqual(memory.total);
      // One layer, worked on again, comes on top: recompute pays from two layers in flight on.
      if (stageLayers(model.layers, s) > 1) {
        const { activations } = of({ ...s, recompute: 'full' });
        const kept = of({ ...s, recompute: 'none' }).activations;
        expect(activations).toBeLessThanOrEqual(kept);
      }
    }
  });
});
