import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFactory } from '../factory/index.ts';
import { STACKS, type StackFeatures, type StackName } from '../facts/index.ts';
import type { Strategy } from '../model/index.ts';
import { planFactory, rankStrategies } from './index.ts';
import { wrongNotes } from './notes.fixture.ts';

const TP = [1, 2, 4, 8] as const;
const STACK_NAMES = Object.keys(STACKS) as StackName[];
const SHARDINGS = ['none', 'zero1', 'zero2', 'zero3', 'hybrid'] as const;
const RECOMPUTES = ['none', 'selective', 'full'] as const;
const KINDS = ['dense', 'mixture', 'mixed'] as const;
const ATTENTIONS = ['grouped', 'latent', 'latent without a rank of queries', 'windowed'] as const;

const splits = {
  tp: fc.constantFrom(...TP),
  pp: fc.constantFrom(1, 1, 2, 3, 4),
  vp: fc.constantFrom(1, 2, 3),
  dp: fc.constantFrom(1, 2, 8),
  cp: fc.constantFrom(1, 2, 4),
  ep: fc.constantFrom(1, 2, 4, 8),
  wholeExperts: fc.boolean(),
  microBatch: fc.constantFrom(1, 2, 4),
  recompute: fc.constantFrom(...RECOMPUTES),
  sharding: fc.constantFrom(...SHARDINGS),
  rounds: fc.integer({ min: 1, max: 4 }),
};

const shapes = {
  kind: fc.constantFrom(...KINDS),
  attention: fc.constantFrom(...ATTENTIONS),
  perChunk: fc.integer({ min: 1, max: 3 }),
  spareLayers: fc.constantFrom(0, 1, 2),
  kvHeads: fc.constantFrom(1, 2, 8, 16),
  mlpMatrices: fc.constantFrom(2, 3),
  embeddingMatrices: fc.constantFrom(1, 2),
  shared: fc.boolean(),
  mtpLayers: fc.constantFrom(0, 0, 1, 2),
  vocab: fc.constantFrom(1024, 32_000, 512_000),
  precision: fc.constantFrom('bf16', 'fp8'),
};

/** A run whose stack does some of this otherwise; mostly nothing. */
const otherwise = fc.record(
  {
    attention: fc.constantFrom('unfused', 'triton', 'flash2', 'flash3'),
    elementwise: fc.constantFrom('fused', 'eager'),
    sequenceParallel: fc.constantFrom('on', 'off'),
    tensorOverlap: fc.constantFrom('on', 'off'),
    dataOverlap: fc.constantFrom('on', 'off'),
    sendOverlap: fc.constantFrom('on', 'off'),
    contextExchange: fc.constantFrom('ring', 'gather', 'allToAll'),
    dispatch: fc.constantFrom('perExpert', 'deduplicated'),
    gradients: fc.constantFrom('bf16', 'fp32'),
    selective: fc.constantFrom('attention', 'activations', 'products'),
    accumulation: fc.constantFrom('fused', 'separate'),
    cudaGraphs: fc.constantFrom('on', 'off'),
  } satisfies Record<keyof StackFeatures, fc.Arbitrary<string>>,
  { requiredKeys: [] },
);

const software = {
  stack: fc.constantFrom(...STACK_NAMES),
  features: fc.oneof(fc.constant({}), otherwise),
};

const draws = fc.record({ ...splits, ...shapes, ...software });

type Draw = typeof draws extends fc.Arbitrary<infer D> ? D : never;

function attentionOf({ attention, kvHeads }: Draw, layers: number): string {
  if (attention === 'grouped') return `kvHeads: ${kvHeads}`;
  if (attention === 'windowed') {
    return `kvHeads: ${kvHeads}, window: 1024, windowLayers: ${Math.ceil(layers / 2)}`;
  }
  const ranks = `keyValueRank: 512, ropeDim: 64, valueDim: 96`;
  return `kvHeads: 16, ${ranks}${attention === 'latent' ? ', queryRank: 768' : ''}`;
}

function exchangeOf({ stack, features }: Draw): string {
  const { contextExchange }: { readonly contextExchange?: string } = features;
  return contextExchange ?? STACKS[stack].contextExchange;
}

/** A factory with one small model and every degree of freedom of its run pinned. */
function textOf(d: Draw): string {
  const pp = d.pp;
  const vp = pp === 1 ? 1 : d.vp;
  const whole = d.sharding === 'none' || d.sharding === 'zero1';
  const sharding = pp > 1 && !whole ? 'zero1' : d.sharding;
  const layers = Math.max(pp * vp, pp * vp * d.perChunk - d.spareLayers);
  const experts = d.kind === 'dense' ? 0 : 8;
  const cp = exchangeOf(d) === 'none' ? 1 : d.cp;
  const dp = wholeNodes(d.tp * cp * pp, d.dp);
  const ranks = d.tp * cp * dp;
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
  small: { layers: ${layers}, hidden: 2048, heads: 16, ${attentionOf(d, layers)}, headDim: 128, vocab: ${d.vocab}, ffn: 8192, mlpMatrices: ${d.mlpMatrices}, embeddingMatrices: ${d.embeddingMatrices}, denseLayers: ${dense}, ${routed}, mtpLayers: ${d.mtpLayers} }
runs:
  pinned:
    model: small
    gpus: ${gpus}
    precision: ${d.precision}
    stack: ${d.stack}
    features: ${JSON.stringify(d.features)}
    sequenceLength: 4096
    globalBatch: ${dp * d.microBatch * pp * d.rounds}
    tokens: 1B tokens
    strategy: { tp: ${d.tp}, pp: ${pp}, vp: ${vp}, ep: ${ep}, etp: ${ep === 1 ? d.tp : etp}, cp: ${cp}, microBatch: ${d.microBatch}, recompute: ${d.recompute}, sharding: ${sharding} }
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
        const planned = planFactory(read.value);
        if (!planned.ok) {
          // Too large for the memory, or heads that its ranks cannot exchange: said, not guessed.
          for (const { code } of planned.problems) expect(code).toBe('run.infeasible');
          return;
        }
        const { training, notes } = planned.value;
        const { strategy, step, memory, stepTime } = training['pinned']!;
        for (const each of choicesOf(draw, strategy)) seen.add(each);
        expect(wrongNotes(notes)).toEqual([]);
        const ranked = rankStrategies(read.value, 'pinned', 1);
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
      { numRuns: 500, seed: 1 },
    );
    expect(everyChoice().filter((choice) => !seen.has(choice))).toEqual([]);
  });
});

/** What a draw comes to in the end, as far as other formulas follow from it. */
function choicesOf(draw: Draw, s: Strategy): string[] {
  const experts = draw.kind === 'dense' ? 'none' : s.ep > 1 ? `ep etp${Math.min(s.etp, 2)}` : 'all';
  return [
    `${draw.kind} ${s.recompute} ${s.sharding}`,
    `${draw.attention} ${s.recompute} ${draw.precision}`,
    `${draw.attention} tp${Math.min(s.tp, 2)} cp${Math.min(s.cp, 2)}`,
    `experts ${experts}`,
    `vp${Math.min(s.vp, 2)} cp${Math.min(s.cp, 2)}`,
    `mtp${Math.min(draw.mtpLayers, 1)} pp${Math.min(s.pp, 3)}`,
    `stack ${draw.stack}`,
    ...Object.entries(draw.features).map(([name, value]) => `${name} ${value}`),
  ];
}

function everyChoice(): string[] {
  const pairs = (a: readonly string[], b: readonly string[]) =>
    a.flatMap((one) => b.map((other) => `${one} ${other}`));
  const tiers = ['tp1', 'tp2'];
  return [
    ...pairs(KINDS, pairs(RECOMPUTES, SHARDINGS)),
    ...pairs(ATTENTIONS, pairs(RECOMPUTES, ['bf16', 'fp8'])),
    ...pairs(ATTENTIONS, pairs(tiers, ['cp1', 'cp2'])),
    ...['experts none', 'experts all', 'experts ep etp1', 'experts ep etp2'],
    ...pairs(['vp1', 'vp2'], ['cp1', 'cp2']),
    ...pairs(['mtp0', 'mtp1'], ['pp1', 'pp2', 'pp3']),
    ...STACK_NAMES.map((name) => `stack ${name}`),
    ...pairs(['attention'], ['unfused', 'triton', 'flash2', 'flash3']),
    ...pairs(['contextExchange'], ['ring', 'gather', 'allToAll']),
    ...pairs(['selective'], ['attention', 'activations', 'products']),
    ...['elementwise fused', 'elementwise eager', 'gradients bf16', 'gradients fp32'],
    ...['dispatch perExpert', 'dispatch deduplicated'],
    ...pairs(
      ['sequenceParallel', 'tensorOverlap', 'dataOverlap', 'sendOverlap', 'cudaGraphs'],
      ['on', 'off'],
    ),
  ];
}
