import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAttention } from '../architecture.ts';
import { DENSE, inStack, jobOn, MIXED, MIXTURE, PLAIN_SPLIT, unbounded } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { refuse } from '../search/refuse.ts';
import { schedule } from '../straggler/schedule.ts';
import { microBatchesOf, RECOMPUTES, type Strategy } from '../strategy.ts';
import { memoryByStage, trainingMemory } from './memory.ts';
import { MEMORY_PARTS } from './memory-parts.ts';
import { fullestStages, stagesOf, stageWords } from './stages.ts';

const with_ = (over: Partial<Strategy>): Strategy => ({ ...PLAIN_SPLIT, ...over });

describe('stagesOf', () => {
  const layersOf = (layers: number, denseLayers: number, pp: number, vp = 1) =>
    stagesOf({ ...MIXED, layers, denseLayers }, { pp, vp }).map((stage) => [
      stage.denseLayers,
      stage.moeLayers,
    ]);

  it('leaves the ends without a layer where there are more stages than layers', () => {
    const stages = stagesOf(DENSE, { pp: 10, vp: 1 });
    expect(stages.map(({ layers }) => layers)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect(stages[0]).toMatchObject({ denseLayers: 0, moeLayers: 0, matrices: 1, heads: 0 });
    expect(stages[9]).toMatchObject({ denseLayers: 0, moeLayers: 0, matrices: 1, heads: 1 });
  });

  it('gives the only stage everything', () => {
    expect(stagesOf(MIXED, { pp: 1, vp: 1 })).toEqual([
      {
        ...{ index: 0, layers: 8, denseLayers: 2, moeLayers: 6 },
        ...{ matrices: 2, heads: 1, inFlight: 1 },
      },
    ]);
  });

  it('has one layer fewer on the last stage, and on the first if two are missing', () => {
    expect(layersOf(8, 8, 4)).toEqual([[2, 0], [2, 0], [2, 0], [2, 0]]); // biome-ignore format: a row
    expect(layersOf(7, 0, 4)).toEqual([[0, 2], [0, 2], [0, 2], [0, 1]]); // biome-ignore format: a row
    expect(layersOf(6, 0, 4)).toEqual([[0, 1], [0, 2], [0, 2], [0, 1]]); // biome-ignore format: a row
  });

  it('puts dense layers on the first stages, chunk by chunk where interleaved', () => {
    expect(layersOf(8, 3, 4)).toEqual([[2, 0], [1, 1], [0, 2], [0, 2]]); // biome-ignore format: a row
    // Chunks of one layer: 0 and 4 on the first stage, 1 and 5 on the second.
    expect(layersOf(8, 3, 4, 2)).toEqual([[1, 1], [1, 1], [1, 1], [0, 2]]); // biome-ignore format: a row
    // The first chunk has no layer: the model begins on the second stage.
    expect(layersOf(6, 1, 4, 2)).toEqual([[0, 1], [1, 1], [0, 2], [0, 1]]); // biome-ignore format: a row
  });

  it('keeps fewer micro-batches in flight from stage to stage', () => {
    const flights = (vp: number) => stagesOf(DENSE, { pp: 4, vp }).map(({ inFlight }) => inFlight);
    expect(flights(1)).toEqual([4, 3, 2, 1]);
    expect(flights(2)).toEqual([11 / 2, 9 / 2, 7 / 2, 5 / 2]);
  });

  it('looks at a few stages of many, among them the first and, with its logits, the last', () => {
    const indexes = (model: typeof DENSE, pp: number) =>
      fullestStages(model, { pp, vp: 1 }).map(({ index }) => index);
    expect(indexes({ ...DENSE, layers: 128, denseLayers: 128 }, 64)).toEqual([0, 63]);
    // A layer is missing on the first: the second has most.
    expect(indexes({ ...DENSE, layers: 126, denseLayers: 126 }, 64)).toEqual([0, 1, 63]);
    expect(indexes({ ...MIXED, layers: 128, denseLayers: 3 }, 64)).toEqual([0, 1, 2, 63]);
  });

  it('names stages as people do', () => {
    expect([0, 1, 3].map((index) => stageWords(index, 4))).toEqual([
      'the first of 4 stages',
      'stage 1 of 0 to 3',
      'the last of 4 stages',
    ]);
    expect(stageWords(0, 1)).toBe('the only stage');
  });
});

/** Kinds of the layers on a stage, by walking over all layers of the model chunk by chunk. */
function layersOn({ model }: TrainingJob, { pp, vp }: Strategy, stage: number): string[] {
  const size = Math.ceil(model.layers / (pp * vp));
  const spare = size * pp * vp - model.layers;
  const kinds: string[] = [];
  let layer = 0;
  for (let chunk = 0; chunk < pp * vp; chunk++) {
    const lacking = pp > 1 && chunk === 0 && spare > 1 ? 1 : 0;
    for (let in_ = lacking; in_ < size; in_++) {
      if (chunk % pp === stage) kinds.push(layer < model.denseLayers ? 'dense' : 'moe');
      layer++;
    }
  }
  if (pp > 1 && stage === pp - 1 && spare > 0) kinds.pop();
  return kinds;
}

/** Most micro-batches begun and not ended, by going through the turns of the stage. */
function mostBegun(job: TrainingJob, s: Strategy, stage: number): number {
  const microBatches = microBatchesOf(job.globalBatch, s);
  const shape = { stages: s.pp, ranks: 1, microBatches, modelChunks: s.vp };
  let begun = 0;
  let most = 0;
  for (const { backward } of schedule(shape, stage)) {
    begun += backward ? -1 : 1;
    most = Math.max(most, begun);
  }
  return most / s.vp;
}

/** Bytes on a GPU of a stage, layer by layer, without sharding of anything: slow and direct. */
function bytesOn(job: TrainingJob, s: Strategy, stage: number): number {
  const { model: m, constants: c } = job;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  let parameters = 0;
  let kept = 0;
  let largest = 0;
  for (const kind of layersOn(job, s, stage)) {
    const moe = m.mlpMatrices * m.hidden * (m.sharedFfn / s.tp) + m.hidden * m.experts;
    const experts = (m.experts * m.mlpMatrices * m.hidden * m.expertFfn) / (s.ep * s.etp);
    const dense = (m.mlpMatrices * m.hidden * m.ffn) / s.tp;
    parameters += countAttention(m) / s.tp + (kind === 'dense' ? dense : moe + experts);
    const attention = (m.headDim + m.valueDim) * (m.heads + m.kvHeads);
    const active = m.topK * m.expertFfn + m.sharedFfn;
    const mlp = kind === 'dense' ? 3 * m.ffn : 3 * active + m.topK * m.hidden;
    const whole = (2 * tokens * (4 * m.hidden + attention + mlp)) / s.tp;
    kept += s.recompute === 'full' ? (2 * tokens * m.hidden) / s.tp : whole;
    largest = Math.max(largest, whole);
  }
  const isLast = stage === s.pp - 1;
  const matrices = s.pp === 1 ? m.embeddingMatrices : (stage === 0 ? 1 : 0) + (isLast ? 1 : 0);
  parameters += (matrices * m.vocab * m.hidden) / s.tp;
  const state = parameters * (c.weightBytes + c.gradientBytes + c.optimizerBytes);
  const again = s.recompute === 'full' ? largest : 0;
  const logits = isLast ? (c.logitBytes * tokens * m.vocab) / s.tp : 0;
  const reserve = c.reserveShare * job.hardware.gpu.memory;
  return state + mostBegun(job, s, stage) * kept + again + logits + reserve;
}

const cases = fc.record({
  base: fc.constantFrom(DENSE, MIXTURE, MIXED),
  layers: fc.integer({ min: 1, max: 30 }),
  denseLayers: fc.integer({ min: 0, max: 6 }),
  vocab: fc.constantFrom(1000, 32_000, 248_320),
  embeddingMatrices: fc.constantFrom(1, 2),
  globalBatch: fc.constantFrom(8, 48),
  split: fc.record({
    pp: fc.integer({ min: 1, max: 12 }),
    vp: fc.integer({ min: 1, max: 6 }),
    tp: fc.constantFrom(1, 2),
    cp: fc.constantFrom(1, 2),
    ep: fc.constantFrom(1, 4),
    microBatch: fc.constantFrom(1, 2),
    recompute: fc.constantFrom(...RECOMPUTES),
  }),
});

describe('the fullest stage', () => {
  it('is the largest of all stages, each counted by itself, layer by layer', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, ({ base, split, globalBatch, ...shape }) => {
        const dense = base === DENSE ? shape.layers : Math.min(shape.denseLayers, shape.layers);
        const model = { ...base, ...shape, denseLayers: base === MIXTURE ? 0 : dense };
        const { pp, tp, cp } = split;
        const over = { gpus: 4 * pp * tp * cp, globalBatch, sequenceLength: 1024 };
        const job = inStack(jobOn(model, over), { gradients: 'fp32', selective: 'attention' });
        const s: Strategy = { ...PLAIN_SPLIT, ...split, etp: tp, dp: 4, sharding: 'none' };
        fc.pre(!refuse(job, s));
        const totals = Array.from({ length: pp }, (_, stage) => bytesOn(job, s, stage));
        const memory = trainingMemory(job, s);
        const most = Math.max(...totals);
        expect(Math.abs(memory.total / most - 1)).toBeLessThan(1e-9);
        expect(Math.abs(totals[memory.stage]! / most - 1)).toBeLessThan(1e-9);
        const each = memoryByStage(job, s);
        for (const [stage, total] of totals.entries()) {
          expect(Math.abs(each[stage]!.memory.total / total - 1)).toBeLessThan(1e-9);
        }
        seen.add(memory.stage === 0 ? 'first' : memory.stage === pp - 1 ? 'last' : 'between');
      }),
      { seed: 10, numRuns: 400 },
    );
    expect([...seen].sort()).toEqual(['between', 'first', 'last']);
  });

  it('is the last where logits weigh most, and says so in its parts', () => {
    // A vocabulary and a sequence as in fine-tuning on long texts: fp32 logits alone fill GPUs.
    const model = { ...MIXTURE, vocab: 248_320 };
    const job = jobOn(model, { gpus: 16, globalBatch: 4, sequenceLength: 63_488 });
    const split = with_({ tp: 2, dp: 4, pp: 2, ep: 8, etp: 1, recompute: 'full' });
    const memory = trainingMemory(job, split);
    expect(memory.stage).toBe(1);
    expect(memory.logits).toBe((6 * 63_488 * 248_320) / 2);
    expect(memory.total).toBe(MEMORY_PARTS.reduce((sum, part) => sum + memory[part], 0));
    // A pipeline takes layers away, but no logits.
    expect(memory.total).toBeGreaterThan(
      0.9 * trainingMemory(job, { ...split, pp: 1, dp: 8 }).logits,
    );
  });

  it('is the first with experts where dense layers come first and state weighs most', () => {
    const model = { ...MIXED, layers: 16, denseLayers: 4, expertFfn: 16_384 };
    const job = jobOn(model, { gpus: 4, globalBatch: 4, sequenceLength: 1024 });
    expect(trainingMemory(job, with_({ pp: 4, dp: 1 })).stage).toBe(1);
    const all = { ...job, model: { ...model, denseLayers: 0 } };
    expect(trainingMemory(all, with_({ pp: 4, dp: 1 })).stage).toBe(0);
  });

  it('is never fuller with twice the stages where layers divide evenly', () => {
    for (const model of [DENSE, MIXTURE]) {
      const job = unbounded(jobOn(model));
      for (const recompute of ['none', 'selective'] as const) {
        const totals = [1, 2, 4, 8].map((pp) => {
          const s = with_({ pp, dp: 8, recompute });
          return trainingMemory({ ...job, gpus: 8 * pp }, s).total;
        });
        expect(totals).toEqual(totals.toSorted((a, b) => b - a));
      }
    }
  });
});
