import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  refuse,
  type Strategy,
  stepTime,
  type TrainingJob,
  trainingMemory,
} from '../model/index.ts';
import { filledWords, fillIn, type OpenFields } from './fill.ts';
import { scenarioOfRow } from './row.ts';

const NOTHING: OpenFields = { microBatch: false, vp: false, recompute: false };
const ALL: OpenFields = { microBatch: true, vp: true, recompute: true };

/** A small model of eight layers on eight GPUs. */
const { job, strategy } = smallRun();

const jobWith = (memory: number): TrainingJob => ({
  ...job,
  hardware: { ...job.hardware, gpu: { ...job.hardware.gpu, memory } },
});
const split = (over: Partial<Strategy> = {}): Strategy => ({ ...strategy, ...over });

function smallRun() {
  const row = {
    ...{ layers: '8', hidden: '1024', ffn_hidden: '4096', heads: '8', kv_heads: '4' },
    ...{ vocab: '32000', gpu: 'H100-SXM-80GB', gpus: '8', gpus_per_node: '8' },
    ...{ precision: 'bf16', framework: 'NeMo 25.07', year: '2025', seq_len: '2048' },
    ...{ global_batch_sequences: '64', micro_batch: '1', recompute: 'none', sharding: 'zero1' },
  };
  const scenario = scenarioOfRow(new Map(Object.entries(row)));
  if (!scenario.ok) throw new Error(scenario.problems[0]!.message);
  return scenario.value;
}

describe('fillIn', () => {
  it('changes nothing that is stated', () => {
    const stated = split({ microBatch: 3, recompute: 'full' });
    expect(fillIn(jobWith(1), stated, NOTHING)).toBe(stated);
    const filled = fillIn(jobWith(80e9), split({ microBatch: 2 }), { ...ALL, microBatch: false });
    expect(filled.microBatch).toBe(2);
  });

  it('takes the fastest that fits, and what needs least where nothing does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1e8, 1e9, 2e9, 3e9, 5e9, 8e9, 16e9, 80e9),
        fc.constantFrom(split(), split({ pp: 2, dp: 4 }), split({ tp: 4, dp: 2 })),
        fc.record({ microBatch: fc.boolean(), vp: fc.boolean(), recompute: fc.boolean() }),
        (memory, stated, open) => {
          const job = jobWith(memory);
          const filled = fillIn(job, stated, open);
          expect(refuse(job, filled)).toBeUndefined();
          const micros = open.microBatch && stated.pp === 1 ? [1, 2, 4, 8] : [1];
          const chunks = open.vp && stated.pp > 1 ? [1, 2, 3, 4, 5] : [1];
          const recomputes = open.recompute
            ? (['none', 'selective', 'full'] as const)
            : ['none' as const];
          const others = micros
            .flatMap((microBatch) =>
              chunks.flatMap((vp) =>
                recomputes.map((recompute) => ({ microBatch, vp, recompute })),
              ),
            )
            .map((over) => ({ ...stated, ...over }))
            .filter((s) => refuse(job, s) === undefined);
          const fitting = others.filter((s) => trainingMemory(job, s).total <= memory);
          if (fitting.length > 0) {
            const times = fitting.map((s) => stepTime(job, s).time);
            expect(stepTime(job, filled).time).toBe(Math.min(...times));
            expect(trainingMemory(job, filled).total).toBeLessThanOrEqual(memory);
          } else {
            const totals = others.map((s) => trainingMemory(job, s).total);
            expect(trainingMemory(job, filled).total).toBe(Math.min(...totals));
          }
        },
      ),
      { seed: 1 },
    );
  });

  it('leaves a micro-batch at 1 in a pipeline, and interleaving at 1 without one', () => {
    expect(fillIn(jobWith(80e9), split({ pp: 4, dp: 2 }), ALL).microBatch).toBe(1);
    expect(fillIn(jobWith(80e9), split(), ALL).vp).toBe(1);
    expect(fillIn(jobWith(80e9), split({ pp: 4, dp: 2 }), ALL).vp).toBe(2);
  });

  it('recomputes what it must, and no more', () => {
    const open = { ...NOTHING, recompute: true };
    const wanted = split({ microBatch: 8 });
    expect(fillIn(jobWith(80e9), wanted, open).recompute).toBe('none');
    const { total } = trainingMemory(jobWith(0), { ...wanted, recompute: 'full' });
    expect(fillIn(jobWith(total), wanted, open).recompute).toBe('full');
  });

  it('gives back what is stated where nothing can be laid out', () => {
    const stated = split({ tp: 5 });
    expect(fillIn(jobWith(80e9), stated, ALL)).toBe(stated);
  });
});

describe('filledWords', () => {
  it('names what was filled in, and interleaving only in a pipeline', () => {
    expect(filledWords(split({ microBatch: 4 }), NOTHING)).toEqual([]);
    expect(filledWords(split({ microBatch: 4 }), ALL)).toEqual([
      'micro-batch not stated: 4',
      'recompute not stated: none',
    ]);
    expect(filledWords(split({ pp: 2, vp: 3 }), { ...NOTHING, vp: true })).toEqual([
      'interleaving not stated: 3',
    ]);
  });
});
