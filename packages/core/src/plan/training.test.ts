import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFactory } from '../factory/index.ts';
import { planFactory, rankStrategies } from './index.ts';
import { factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const TP = [1, 2, 4, 8] as const;

const splits = fc.record({
  tp: fc.constantFrom(...TP),
  pp: fc.constantFrom(1, 2, 3, 4),
  vp: fc.constantFrom(1, 2, 3),
  dp: fc.constantFrom(1, 2, 8),
  cp: fc.constantFrom(1, 2, 4),
  ep: fc.constantFrom(1, 2, 4, 8),
  wholeExperts: fc.boolean(),
  microBatch: fc.constantFrom(1, 2, 4),
  recompute: fc.constantFrom('none', 'full'),
  sharding: fc.constantFrom('zero1', 'zero3'),
  rounds: fc.integer({ min: 1, max: 4 }),
});

const shapes = fc.record({
  kind: fc.constantFrom('dense', 'mixture', 'mixed'),
  perChunk: fc.integer({ min: 1, max: 3 }),
  spareLayers: fc.constantFrom(0, 1, 2),
  kvHeads: fc.constantFrom(1, 2, 8, 16),
  mlpMatrices: fc.constantFrom(2, 3),
  embeddingMatrices: fc.constantFrom(1, 2),
  shared: fc.boolean(),
  precision: fc.constantFrom('bf16', 'fp8'),
});

type Draw =
  typeof splits extends fc.Arbitrary<infer S>
    ? typeof shapes extends fc.Arbitrary<infer M>
      ? S & M
      : never
    : never;

const draws: fc.Arbitrary<Draw> = fc
  .tuple(splits, shapes)
  .map(([split, shape]) => ({ ...split, ...shape }));

/** A factory with one small model and every degree of freedom of its run pinned. */
function textOf(d: Draw): string {
  const pp = d.pp;
  const vp = pp === 1 ? 1 : d.vp;
  const sharding = pp > 1 ? 'zero1' : d.sharding;
  const layers = Math.max(pp * vp, pp * vp * d.perChunk - d.spareLayers);
  const experts = d.kind === 'dense' ? 0 : 8;
  const dp = wholeNodes(d.tp * d.cp * pp, d.dp);
  const ranks = d.tp * d.cp * dp;
  const etp = d.wholeExperts ? 1 : d.tp;
  const fitsRanks = experts > 0 && ranks % (d.ep * etp) === 0;
  const ep = fitsRanks ? d.ep : 1;
  const gpus = ranks * pp;
  const dense = d.kind === 'dense' ? layers : d.kind === 'mixed' ? Math.floor(layers / 2) : 0;
  const routed = experts
    ? `experts: 8, topK: 2, expertFfn: 1024, sharedFfn: ${d.shared ? 2048 : 0}`
    : 'experts: 0, topK: 0, expertFfn: 0, sharedFfn: 0';
  return `
gigafactory: 1
name: Pinned
hardware: { gpu: h100-sxm, node: dgx-h100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }
fleet: { gpus: ${gpus} }
storage: { system: superpod-better }
site: { name: Here }
schedule: { start: 2026-01-05 }
models:
  small: { layers: ${layers}, hidden: 2048, heads: 16, kvHeads: ${d.kvHeads}, headDim: 128, vocab: 32000, ffn: 8192, mlpMatrices: ${d.mlpMatrices}, embeddingMatrices: ${d.embeddingMatrices}, denseLayers: ${dense}, ${routed} }
runs:
  pinned:
    model: small
    gpus: ${gpus}
    precision: ${d.precision}
    sequenceLength: 4096
    globalBatch: ${dp * d.microBatch * pp * d.rounds}
    tokens: 1B tokens
    strategy: { tp: ${d.tp}, pp: ${pp}, vp: ${vp}, ep: ${ep}, etp: ${ep === 1 ? d.tp : etp}, cp: ${d.cp}, microBatch: ${d.microBatch}, recompute: ${d.recompute}, sharding: ${sharding} }
`;
}

/** The least multiple of `dp` with which a run takes whole nodes of eight GPUs. */
function wholeNodes(others: number, dp: number): number {
  return (others * dp) % 8 === 0 ? dp : wholeNodes(others, 2 * dp);
}

describe('a run with a pinned strategy', () => {
  it('has notes that re-evaluate, and the same numbers with and without them', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(draws, (draw) => {
        const text = textOf(draw);
        const read = readFactory(text);
        if (!read.ok) throw new Error(JSON.stringify(read.problems));
        const planned = planFactory(read.factory);
        if (!planned.ok) {
          // Too large for the memory, or experts of a precision nobody measured: said, not guessed.
          for (const { code } of planned.problems) {
            expect(['run.infeasible', 'run.unmeasured']).toContain(code);
            seen.add(code);
          }
          return;
        }
        const { training, notes } = planned.plan;
        const { strategy, step, memory, stepTime } = training['pinned']!;
        seen.add(`${draw.kind} ${strategy.sharding} ${strategy.recompute}`);
        seen.add(`ep${Math.min(strategy.ep, 2)} etp${Math.min(strategy.etp, 2)}`);
        seen.add(`vp${Math.min(strategy.vp, 2)} cp${Math.min(strategy.cp, 2)}`);
        expect(wrongNotes(notes)).toEqual([]);
        const ranked = rankStrategies(read.factory, 'pinned', 1);
        if (!ranked.ok) throw new Error('planned but not ranked');
        const { best, evaluated } = ranked.value;
        expect(evaluated).toBe(1);
        expect({ strategy, step, memory, stepTime }).toEqual({
          strategy: best.strategy,
          step: best.step,
          memory: best.memory,
          stepTime: best.stepTime,
        });
      }),
      { numRuns: 150, seed: 1 },
    );
    for (const kind of ['dense', 'mixture', 'mixed'])
      for (const sharding of ['zero1', 'zero3'])
        for (const recompute of ['none', 'full'])
          expect(seen).toContain(`${kind} ${sharding} ${recompute}`);
    for (const each of ['ep2 etp1', 'ep2 etp2', 'ep1 etp1', 'ep1 etp2', 'vp2 cp1', 'vp2 cp2'])
      expect(seen).toContain(each);
  });
});

describe('planTraining', () => {
  const text = textOf({
    tp: 1,
    pp: 1,
    vp: 1,
    dp: 8,
    cp: 1,
    ep: 1,
    wholeExperts: true,
    microBatch: 1,
    recompute: 'none',
    sharding: 'zero1',
    rounds: 4,
    kind: 'dense',
    perChunk: 2,
    spareLayers: 0,
    kvHeads: 8,
    mlpMatrices: 3,
    embeddingMatrices: 2,
    shared: false,
    precision: 'bf16',
  });

  it('says what turned every strategy away', () => {
    const factory = factoryOf(text, { 'runs.pinned.globalBatch': '33' });
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
    const planned = planFactory(factoryOf(text, stops));
    expect(planned).toMatchObject({
      ok: false,
      problems: [{ code: 'run.stalled', path: 'runs.pinned' }],
    });
  });

  it('says that a strategy is pinned, or what it was the fastest of', () => {
    const reasonWith = (edits: Record<string, string>): string | undefined =>
      planOf(factoryOf(text, edits)).notes['training.pinned.strategy.tp']?.reason;
    expect(reasonWith({})).toMatch(
      /^Pinned by the file: tp, pp, .*sharding; no other fits that\.$/,
    );
    expect(reasonWith({ 'runs.pinned.strategy': '{ tp: 1, pp: 1 }' })).toMatch(
      /^Pinned by the file: tp, pp; fastest of \d+ strategies that fit that; the next, /,
    );
    expect(reasonWith({ 'runs.pinned.strategy': '{}' })).toMatch(
      /^Fastest of \d+ strategies that fit; the next, /,
    );
  });

  it('counts a step as the tokens of its batch, and the run as whole steps', () => {
    const { training } = planOf(factoryOf(text));
    const run = training['pinned']!;
    expect(run.tokensPerStep).toBe(32 * 4096);
    expect(run.steps).toBe(Math.ceil(1e9 / (32 * 4096)));
    expect(run.idealDuration).toBe(run.steps * run.stepTime);
    expect(run.duration).toBeGreaterThan(run.idealDuration);
    expect(run.end - run.start).toBeCloseTo(run.duration, 3);
  });
});
