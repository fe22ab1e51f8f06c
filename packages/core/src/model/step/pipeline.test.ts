import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENSE, inStack, jobOn, PLAIN_SPLIT, unbounded } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { type Block, blockOf } from '../layer/block.ts';
import { refuse } from '../search/refuse.ts';
import type { Strategy } from '../strategy.ts';
import { firstTime, lastTime, layerTimeOf, type Pace, paceLayers, paceOf } from './pipeline.ts';
import { stepTime } from './step.ts';

function jobOf(layers: number, over: Partial<typeof DENSE> = {}): TrainingJob {
  const model = { ...DENSE, layers, denseLayers: layers, ...over };
  return unbounded(jobOn(model, { gpus: 64, globalBatch: 128 }));
}

const split = (over: Partial<Strategy>): Strategy => ({ ...PLAIN_SPLIT, dp: 1, ...over });

/** Time of every stage on one micro-batch: what is missing of full ones, the last lacks, then the first. */
function stagesOf(job: TrainingJob, s: Strategy, block: Block): number[] {
  const full = s.vp * Math.ceil(job.model.layers / (s.pp * s.vp));
  const missing = full * s.pp - job.model.layers;
  const layerTime = layerTimeOf(block, s);
  return Array.from({ length: s.pp }, (_, stage) => {
    const isLast = stage === s.pp - 1;
    const fewer = (isLast && missing > 0) || (stage === 0 && missing > 1) ? 1 : 0;
    const ends =
      (stage === 0 ? firstTime(block) : 0) + (isLast ? lastTime(job, block, layerTime) : 0);
    return (full - fewer) * layerTime + ends;
  });
}

/** The slowest stage as the model has it. */
function paceTime(job: TrainingJob, s: Strategy, block: Block): number {
  const pace = paceOf(job, s, block);
  const layerTime = layerTimeOf(block, s);
  const ends: Readonly<Record<Pace, number>> = {
    only: firstTime(block) + lastTime(job, block, layerTime),
    first: firstTime(block),
    full: 0,
    last: lastTime(job, block, layerTime),
  };
  return paceLayers(job, s, pace) * layerTime + ends[pace];
}

describe('paceOf', () => {
  const paced = (layers: number, over: Partial<Strategy>, model: Partial<typeof DENSE> = {}) => {
    const job = jobOf(layers, model);
    const s = split(over);
    const block = blockOf(job, s);
    const pace = paceOf(job, s, block);
    return [pace, paceLayers(job, s, pace)];
  };

  it('has one stage without a pipeline', () => {
    expect(paced(8, {})).toEqual(['only', 8]);
  });

  it('waits for the logits where stages are even', () => {
    expect(paced(8, { pp: 4 })).toEqual(['last', 2]);
    expect(paced(8, { pp: 2 })).toEqual(['last', 4]);
  });

  it('waits for a full stage where the last has a layer less than the logits weigh', () => {
    // Two layers are missing: the first and the last stage have one less each.
    expect(paced(6, { pp: 4 }, { vocab: 8 })).toEqual(['full', 2]);
    expect(paced(6, { pp: 4 }, { vocab: 512_000 })).toEqual(['last', 1]);
  });

  it('waits for the embedding where only the last stage is short of a layer', () => {
    expect(paced(7, { pp: 4 }, { vocab: 8 })).toEqual(['first', 2]);
    expect(paced(7, { pp: 2 }, { vocab: 8 })).toEqual(['first', 4]);
  });

  it('is the slowest of all stages', () => {
    fc.assert(
      fc.property(
        fc.record({
          layers: fc.integer({ min: 1, max: 24 }),
          pp: fc.constantFrom(1, 2, 4, 8, 16),
          vp: fc.integer({ min: 1, max: 6 }),
          vocab: fc.constantFrom(8, 8000, 32_000, 128_000, 512_000),
          mtpLayers: fc.constantFrom(0, 0, 1, 3),
          recompute: fc.constantFrom('none', 'selective', 'full'),
        }),
        ({ layers, pp, vp, vocab, mtpLayers, recompute }) => {
          const job = jobOf(layers, { vocab, mtpLayers });
          const s = split({ pp, vp, recompute, dp: 64 / pp });
          const reason = refuse(job, s);
          fc.pre(reason === undefined || reason === 'batch' || reason === 'rounds');
          const block = blockOf(job, s);
          const stages = stagesOf(job, s, block);
          const slowest =
            pp === 1
              ? layers * layerTimeOf(block, s) +
                firstTime(block) +
                lastTime(job, block, layerTimeOf(block, s))
              : Math.max(...stages);
          expect(paceTime(job, s, block) / slowest).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('the ends of a pipeline', () => {
  const step = (over: Partial<typeof DENSE>, s: Partial<Strategy> = { pp: 4 }) =>
    stepTime(jobOf(8, over), split(s));

  it('waits for the stage with the logits where those weigh', () => {
    const [light, heavy] = [step({ vocab: 8 }), step({ vocab: 256_000 })];
    expect(heavy.attention).toBe(light.attention);
    expect(heavy.gemm).toBeGreaterThan(1.5 * light.gemm);
  });

  it('splits logits and embedding over tensor parallelism', () => {
    const of = (tp: number) => {
      const job = jobOf(8, { vocab: 256_000 });
      return blockOf(job, split({ tp }));
    };
    expect(of(8).logits.gemm.forward).toBeLessThan(of(1).logits.gemm.forward / 5);
    expect(of(8).embedding.forward).toBeLessThan(of(1).embedding.forward);
    // Rows are read and written, backward their gradients are read and added.
    expect(of(1).embedding.backward).toBe(of(1).embedding.forward);
  });

  it('charges for each further token a layer and logits more, on the last stage', () => {
    for (const s of [{}, { pp: 4 }]) {
      const [none, one, two] = [0, 1, 2].map((mtpLayers) => step({ mtpLayers }, s));
      expect(two!.gemm - one!.gemm).toBeCloseTo(one!.gemm - none!.gemm, 12);
      const job = jobOf(8);
      const { layer, logits } = blockOf(job, split(s));
      const both = ({ forward, backward }: typeof layer.gemm) => forward + backward;
      const each = 128 * (both(layer.gemm) + both(logits.gemm));
      expect((one!.gemm - none!.gemm) / each).toBeCloseTo(1, 9);
      expect(one!.attention - none!.attention).toBeCloseTo(128 * both(layer.attention), 9);
    }
  });
});

describe('sending between stages', () => {
  const send = (sendOverlap: 'on' | 'off', vp: number) =>
    stepTime(inStack(jobOf(8), { sendOverlap }), split({ pp: 4, vp })).pipelineSend;

  it('is waited for micro-batch by micro-batch, but for interleaved stages that overlap it', () => {
    // 128 micro-batches through each chunk, and three times to fill and to drain.
    expect(send('off', 1) / send('on', 2)).toBeCloseTo((128 + 3) / 3, 9);
    expect(send('off', 2) / send('on', 2)).toBeCloseTo((2 * 128 + 3) / 3, 9);
    expect(send('on', 1)).toBe(send('off', 1));
  });
});
