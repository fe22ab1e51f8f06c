import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENSE, inStack, jobOn, MIXTURE, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { explainRefusal, showRefusal } from './refusal.ts';
import { brokenRules, LAYOUT_REASONS, type LayoutReason, refuse } from './refuse.ts';
import { withValue } from './remedies.ts';

const dense = jobOn(DENSE);
const mixture = jobOn(MIXTURE);

interface Case {
  readonly job: TrainingJob;
  readonly pins: Partial<Strategy>;
  /** What the message says of the rule, and what it tells to write. */
  readonly says: string;
  readonly write: string;
}

/** A violation of each rule and of no other. */
const CASES: Readonly<Record<LayoutReason, Case>> = {
  gpus: {
    job: dense,
    pins: { pp: 3 },
    says: 'TP x PP x CP = 1 x 3 x 1 = 3 does not divide the 64 GPUs of the run',
    write: 'pp: 1, 2, 4 or 8; or gpus: ',
  },
  software: {
    job: inStack(dense, { contextExchange: 'none' }),
    pins: { cp: 2 },
    says: 'no context parallelism (contextExchange: none), so CP must be 1, not 2',
    write: 'cp: 1.',
  },
  domain: {
    job: jobOn({ ...DENSE, heads: 16 }),
    pins: { tp: 16 },
    says: 'TP 16 is more than the 8 GPUs that NVLink joins',
    write: 'tp: 1, 2, 4 or 8.',
  },
  heads: {
    job: jobOn({ ...DENSE, heads: 12 }),
    pins: { tp: 8 },
    says: 'TP 8 does not divide the 12 attention heads of the model',
    write: 'tp: 1, 2 or 4.',
  },
  ffn: {
    job: jobOn({ ...DENSE, ffn: 4098 }),
    pins: { tp: 4 },
    says: 'TP 4 does not divide the width of the MLP, 4098',
    write: 'tp: 1 or 2.',
  },
  sharedFfn: {
    job: jobOn({ ...MIXTURE, sharedFfn: 516 }),
    pins: { tp: 8, etp: 8 },
    says: 'TP 8 does not divide the width of the shared experts, 516',
    write: 'tp: 1, 2 or 4.',
  },
  exchange: {
    job: inStack(dense, { contextExchange: 'allToAll' }),
    pins: { tp: 4, cp: 4 },
    says: 'TP x CP = 4 x 4 = 16 does not divide the 8 attention heads',
    write: 'cp: 1 or 2; or tp: 1 or 2.',
  },
  kvHeads: {
    job: jobOn({ ...DENSE, kvHeads: 3 }),
    pins: { tp: 2 },
    says: 'TP 2 neither divides the 3 key/value heads of the model nor is a multiple of them',
    write: 'tp: 1.',
  },
  denseModel: {
    job: dense,
    pins: { ep: 2 },
    says: 'the model has no experts, so EP must be 1 and ETP 1 or that of TP, not EP 2 and ETP 1',
    write: 'ep: 1.',
  },
  expertTensor: {
    job: mixture,
    pins: { tp: 2, etp: 1 },
    says: 'with EP 1 the experts are split like the rest of the layer, so ETP must be TP, 2, not 1',
    write: 'etp: 2; or ep: 2, 4 or 8; or tp: 1.',
  },
  experts: {
    job: mixture,
    pins: { ep: 16 },
    says: 'EP 16 does not divide the 8 experts of the model',
    write: 'ep: 1, 2, 4 or 8.',
  },
  expertFfn: {
    job: jobOn({ ...MIXTURE, expertFfn: 1023 }, { gpus: 96, globalBatch: 96 }),
    pins: { tp: 2, ep: 4, etp: 2 },
    says: 'ETP 2 does not divide the width of an expert, 1023',
    write: 'etp: 1.',
  },
  sequence: {
    job: jobOn(DENSE, { sequenceLength: 4098 }),
    pins: { cp: 2 },
    says: '2 x CP = 4 does not divide its 4098 tokens',
    write: 'cp: 1; or sequenceLength: 4096 or 4100.',
  },
  expertRanks: {
    job: jobOn(MIXTURE, { gpus: 4 }),
    pins: { ep: 8 },
    says: 'EP x ETP = 8 x 1 = 8 does not divide the ranks of a pipeline stage, TP x CP x DP = 1 x 1 x 4 = 4',
    write: 'ep: 1, 2 or 4; or gpus: 8.',
  },
  batch: {
    job: jobOn(DENSE, { globalBatch: 96 }),
    pins: {},
    says: 'a batch of 96 sequences does not divide over DP x micro-batch = 64 x 1 = 64',
    write: 'globalBatch: 64 or 128; or gpus: ',
  },
  interleaving: {
    job: dense,
    pins: { vp: 2 },
    says: 'VP 2 cuts the stages of a pipeline into chunks, but PP 1 is no pipeline',
    write: 'vp: 1; or pp: 2',
  },
  layers: {
    job: dense,
    pins: { pp: 4, vp: 4 },
    says: 'PP x VP = 4 x 4 = 16 chunks are more than the 8 layers of the model and its 2 ends',
    write: 'vp: 1 or 2; or pp: 2.',
  },
  rounds: {
    job: dense,
    pins: { pp: 4, vp: 2, microBatch: 2 },
    says: 'interleaving (VP 2) needs a multiple of PP = 4 micro-batches per step, not batch / (DP x micro-batch) = 64 / (16 x 2) = 2',
    write: 'vp: 1; or microBatch: 1; or globalBatch: 128.',
  },
  sharding: {
    job: dense,
    pins: { pp: 2, sharding: 'zero3' },
    says: 'sharded gradients or weights (zero3) allow no pipeline, and PP is 2',
    write: 'sharding: none or zero1; or pp: 1.',
  },
};

/** A strategy with every field pinned; DP follows. */
function pinned(job: TrainingJob, pins: Partial<Strategy>): Strategy {
  const s = { ...PLAIN_SPLIT, ...pins };
  return { ...s, dp: job.gpus / (s.tp * s.pp * s.cp) };
}

describe('explainRefusal', () => {
  it.each(LAYOUT_REASONS)('names the rule "%s", what it sees, and what to write', (reason) => {
    const { job, pins, says, write } = CASES[reason];
    const s = pinned(job, pins);
    expect(brokenRules(job, s)).toEqual([reason]);
    expect(refuse(job, s)).toBe(reason);
    const { dp: _, ...limits } = s;
    const refusal = explainRefusal(job, limits)!;
    expect(refusal).toMatchObject({ strategy: s, broken: [reason] });
    const text = showRefusal(job, refusal);
    expect(text).toContain(says);
    expect(text).toContain(`Write ${write.slice(0, -1)}`.replace(/; or gpus:$/, ''));
  });

  it('has nothing to say about what can be laid out', () => {
    expect(explainRefusal(dense)).toBeUndefined();
    expect(explainRefusal(mixture, { tp: 2 })).toBeUndefined();
  });

  it('lists all rules that a strategy breaks, and does not promise that one change is enough', () => {
    const refusal = explainRefusal(jobOn(MIXTURE, { globalBatch: 96 }), {
      ...{ tp: 2, pp: 1, vp: 2, ep: 1, etp: 1, cp: 1, microBatch: 1, sharding: 'zero1' },
    })!;
    expect(refusal.broken).toEqual(['expertTensor', 'interleaving']);
    const text = showRefusal(mixture, refusal);
    expect(text).toContain('ETP must be TP');
    expect(text).toContain('PP 1 is no pipeline');
    expect(text).toMatch(/Write etp: 2;.*One change alone is not enough\.$/);
  });

  it('blames what is pinned where the rest is free, in the strategy that breaks fewest rules', () => {
    expect(explainRefusal(dense, { tp: 5 })!.broken[0]).toBe('gpus');
    expect(explainRefusal(dense, { pp: 16 })!.broken).toEqual(['layers']);
    expect(explainRefusal(mixture, { ep: 3 })!.broken[0]).toBe('experts');
    const lone = explainRefusal(jobOn(DENSE, { gpus: 11, globalBatch: 10 }))!;
    expect(lone.broken).toEqual(['batch']);
    expect(lone.remedies.map(({ field }) => field)).toEqual(['globalBatch']);
  });

  const pins = fc.record({
    tp: fc.constantFrom(1, 2, 3, 4, 8, 16),
    pp: fc.constantFrom(1, 2, 3, 4, 16),
    vp: fc.constantFrom(1, 2, 3, 5),
    ep: fc.constantFrom(1, 2, 3, 8, 16),
    etp: fc.constantFrom(1, 2, 3, 8),
    cp: fc.constantFrom(1, 2, 3, 8),
    microBatch: fc.constantFrom(1, 2, 5, 64),
    recompute: fc.constantFrom('none' as const, 'full' as const),
    sharding: fc.constantFrom('none' as const, 'zero1' as const, 'zero3' as const),
  });
  const jobs = fc.record({
    model: fc.constantFrom(DENSE, MIXTURE, { ...MIXTURE, expertFfn: 1023, kvHeads: 3 }),
    gpus: fc.constantFrom(1, 8, 48, 64),
    globalBatch: fc.constantFrom(1, 60, 64),
    sequenceLength: fc.constantFrom(4096, 4098),
    contextExchange: fc.constantFrom('none' as const, 'ring' as const, 'allToAll' as const),
  });

  it('gives remedies that satisfy the rule they are for, whatever is pinned', () => {
    fc.assert(
      fc.property(jobs, pins, ({ model, contextExchange, ...over }, limits) => {
        const job = inStack(jobOn(model, over), { contextExchange });
        const refusal = explainRefusal(job, limits);
        const strategy = pinned(job, limits);
        if (!refusal) {
          expect(refuse(job, strategy)).toBeUndefined();
          return;
        }
        expect(refusal.strategy).toEqual(strategy);
        const [rule] = refusal.broken;
        expect(refusal.broken).toContain(refuse(job, strategy));
        for (const { field, values, suffices } of refusal.remedies) {
          for (const value of values) {
            const changed = withValue(job, strategy, field, value);
            expect(brokenRules(changed.job, changed.strategy)).not.toContain(rule);
            if (suffices) expect(refuse(changed.job, changed.strategy)).toBeUndefined();
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
