import { describe, expect, it } from 'vitest';
import { planFactory } from './index.ts';
import { factoryOf, planOf } from './notes.fixture.ts';

/** A small run with every degree of freedom of its strategy pinned. */
const TEXT = `
gigafactory: 1
name: Pinned
hardware: { gpu: h100-sxm, node: dgx-h100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }
fleet: { gpus: 8 }
storage: { system: superpod-better }
site: { name: Here }
schedule: { start: 2026-01-05 }
models:
  small: { layers: 2, hidden: 2048, heads: 16, kvHeads: 8, headDim: 128, vocab: 32000, ffn: 8192, mlpMatrices: 3, embeddingMatrices: 2, denseLayers: 2, experts: 0, topK: 0, expertFfn: 0, sharedFfn: 0 }
runs:
  pinned:
    model: small
    gpus: 8
    precision: bf16
    stack: megatron-core-2025
    sequenceLength: 4096
    globalBatch: 32
    tokens: 1B tokens
    strategy: { tp: 1, pp: 1, vp: 1, ep: 1, etp: 1, cp: 1, microBatch: 1, recompute: none, sharding: zero1 }
`;

describe('planTraining', () => {
  it('says what turned every strategy away', () => {
    const factory = factoryOf(TEXT, { 'runs.pinned.globalBatch': '33' });
    const planned = planFactory(factory);
    expect(planned).toMatchObject({
      ok: false,
      problems: [{ code: 'run.infeasible', path: 'runs.pinned' }],
    });
  });

  it('says that a run never ends', () => {
    const stops = {
      'operations.plannedInterruptions': '1/day',
      'operations.plannedStopTime': '25 h',
    };
    const planned = planFactory(factoryOf(TEXT, stops));
    expect(planned).toMatchObject({
      ok: false,
      problems: [{ code: 'run.stalled', path: 'runs.pinned' }],
    });
  });

  it('says that a strategy is pinned, or what it was the fastest of', () => {
    const reasonWith = (edits: Record<string, string>): string | undefined =>
      planOf(factoryOf(TEXT, edits)).notes['training.pinned.strategy.tp']?.reason;
    expect(reasonWith({})).toMatch(
      /^Pinned by the file: tp, pp, .*sharding; no other fits that\.$/,
    );
    expect(reasonWith({ 'runs.pinned.strategy': '{ tp: 1, pp: 1 }' })).toMatch(
      /^Pinned by the file: tp, pp; fastest of \d+ strategies that fit that; the next, /,
    );
    expect(reasonWith({ 'runs.pinned.strategy': '{}' })).toMatch(
      /^Fastest of [\d,]+ strategies that fit; the next, /,
    );
  });

  it('counts a step as the tokens of its batch, and the run as whole steps', () => {
    const { training } = planOf(factoryOf(TEXT));
    const run = training['pinned']!;
    expect(run.tokensPerStep).toBe(32 * 4096);
    expect(run.steps).toBe(Math.ceil(1e9 / (32 * 4096)));
    expect(run.idealDuration).toBe(run.steps * run.stepTime);
    expect(run.duration).toBeGreaterThan(run.idealDuration);
    expect(run.end! - run.start!).toBeCloseTo(run.duration, 3);
  });
});
