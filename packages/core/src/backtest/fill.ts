import {
  interleavings,
  refuse,
  type Strategy,
  stepTime,
  type TrainingJob,
  trainingMemory,
} from '../model/index.ts';

/** The fields of its strategy that a row may leave open. */
export interface OpenFields {
  readonly microBatch: boolean;
  readonly vp: boolean;
  readonly recompute: boolean;
}

const MICRO_BATCHES = [1, 2, 4, 8];

/**
 * Fills in what a source leaves open as its authors would have: the fastest strategy that fits in memory,
 * over micro-batches 1 to 8 without a pipeline (with one, only 1, as in three of four published runs), every
 * interleaving, and every recompute. If nothing fits, the one that needs least memory.
 */
export function fillIn(job: TrainingJob, stated: Strategy, open: OpenFields): Strategy {
  if (!open.microBatch && !open.vp && !open.recompute) return stated;
  let fastest: { readonly s: Strategy; readonly time: number } | undefined;
  let smallest: { readonly s: Strategy; readonly memory: number } | undefined;
  for (const s of choices(job, stated, open)) {
    if (refuse(job, s)) continue;
    const memory = trainingMemory(job, s).total;
    if (!smallest || memory < smallest.memory) smallest = { s, memory };
    if (memory > job.hardware.gpu.memory) continue;
    const { time } = stepTime(job, s);
    if (!fastest || time < fastest.time) fastest = { s, time };
  }
  return fastest?.s ?? smallest?.s ?? stated;
}

function choices(job: TrainingJob, stated: Strategy, open: OpenFields): Strategy[] {
  const microBatches = open.microBatch && stated.pp === 1 ? MICRO_BATCHES : [stated.microBatch];
  const vps = open.vp ? interleavings(job.model.layers, stated.pp) : [stated.vp];
  const recomputes = open.recompute ? (['none', 'selective', 'full'] as const) : [stated.recompute];
  return microBatches.flatMap((microBatch) =>
    vps.flatMap((vp) => recomputes.map((recompute) => ({ ...stated, microBatch, vp, recompute }))),
  );
}

/** What was filled in, in words. */
export function filledWords(s: Strategy, open: OpenFields): string[] {
  return [
    ...(open.microBatch ? [`micro-batch not stated: ${s.microBatch}`] : []),
    ...(open.vp && s.pp > 1 ? [`interleaving not stated: ${s.vp}`] : []),
    ...(open.recompute ? [`recompute not stated: ${s.recompute}`] : []),
  ];
}
