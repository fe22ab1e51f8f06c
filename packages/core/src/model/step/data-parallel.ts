import type { CollectiveKind } from '../../facts/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Block } from '../layer/block.ts';
import { collectiveTime } from '../layer/communication.ts';
import { denseRanks, expertRanks, expertShards, type Held } from '../memory/held.ts';
import {
  microBatchesOf,
  type Sharding,
  type Strategy,
  sharesGradients,
  sharesWeights,
} from '../strategy.ts';
import { exposed } from './exposed.ts';

/** Communication of one micro-batch's gradients and weights on a GPU of a full stage, s. */
export interface Exchange {
  /** Summing gradients over the ranks that share their state. */
  scatter: number;
  /** Gathering weights on all of these ranks. */
  gather: number;
  /** Summing the shards over the copies in different NVLink domains (`hybrid`). */
  copies: number;
  /** Computing on a full stage that may hide it: forward, and backward. */
  forward: number;
  backward: number;
}

/** An object to write into. */
export function emptyExchange(): Exchange {
  return {
    scatter: Number.NaN,
    gather: Number.NaN,
    copies: Number.NaN,
    forward: Number.NaN,
    backward: Number.NaN,
  };
}

/** Which collective sums gradients. */
export function scatterKind(sharding: Sharding): CollectiveKind {
  return sharding === 'none' ? 'allReduce' : 'reduceScatter';
}

/** Writes the communication into `into`; it depends only on what is held, not on micro-batches. */
export function exchangeInto(job: TrainingJob, s: Strategy, held: Held, into: Exchange): void {
  const { constants: c, stack } = job;
  const gradientBytes = stack.gradients === 'fp32' ? c.gradientBytes : c.halfGradientBytes;
  into.scatter = bothGroups(job, s, scatterKind(s.sharding), gradientBytes, held);
  into.gather = s.sharding === 'none' ? 0 : bothGroups(job, s, 'allGather', c.weightBytes, held);
  into.copies = s.sharding === 'hybrid' ? copiesTime(job, s, gradientBytes * held.optimized) : 0;
}

/**
 * The part of an exchange that a step waits for, s; writes the computing that may hide the rest into it.
 *
 * No sharding, or ZeRO-1: gradients of the last micro-batch leave in buckets during its backward; weights
 * arrive during the first forward of the next step. ZeRO-2 sums gradients after each micro-batch. In an
 * interleaved pipeline the chunks of a stage need their weights, and finish their gradients, one after the
 * other over the first and last PP micro-batches. ZeRO-3 and hybrid: each micro-batch gathers weights during
 * its forward and backward and scatters gradients during its backward; hybrid then sums over the domains. The
 * first and last buckets, one layer each, have nothing to hide behind. A stack without overlap waits for
 * everything, and no stack does worse than that.
 */
export function exchangedTime(
  job: TrainingJob,
  s: Strategy,
  { layer, computing }: Block,
  layers: number,
  into: Exchange,
): number {
  const again = s.recompute === 'none' ? 0 : layer.again[s.recompute];
  const runs = layers * windowMicroBatches(job, s);
  into.forward = runs * computing.forward;
  into.backward = runs * (computing.backward + again);
  return exposedTime(job, s, layers, into);
}

/** The number of micro-batches over which the chunks of a stage need weights and finish gradients. */
export function windowMicroBatches(job: TrainingJob, s: Strategy): number {
  return s.vp > 1 ? Math.min(s.pp, microBatchesOf(job.globalBatch, s)) : 1;
}

/** The part of an exchange that computing does not hide, s. */
export function exposedTime(
  job: TrainingJob,
  s: Strategy,
  layers: number,
  { scatter, gather, copies, forward, backward }: Exchange,
): number {
  const microBatches = microBatchesOf(job.globalBatch, s);
  const isShared = sharesWeights(s.sharding);
  const scatters = sharesGradients(s.sharding) ? microBatches : 1;
  const gathers = isShared ? microBatches : 1;
  const waited = scatters * scatter + (isShared ? 2 : 1) * gathers * gather + copies;
  if (job.stack.dataOverlap === 'off') return waited;
  const { contention } = job.constants;
  const edges = (scatters * scatter + gathers * gather) / layers;
  const arriving = gathers * exposed(gather, forward, contention);
  const leaving = isShared
    ? scatters * exposed(gather + scatter, backward, contention)
    : scatters * exposed(scatter, backward, contention);
  const overlapped = arriving + leaving + exposed(copies, backward, contention) + edges;
  return Math.min(overlapped, waited);
}

/** Weights outside and inside experts are sharded over different groups, which communicate one after the other. */
function bothGroups(
  job: TrainingJob,
  s: Strategy,
  kind: CollectiveKind,
  bytesEach: number,
  held: Held,
): number {
  const whole = s.sharding === 'none';
  const dense = collectiveTime(job, {
    kind,
    bytes: bytesEach * held.dense,
    gpus: whole ? s.dp * s.cp : denseRanks(job, s),
    inner: s.tp,
  });
  if (held.expert === 0) return dense;
  const shards = expertShards(s);
  const gpus = whole ? (s.tp * s.cp * s.dp) / shards : expertRanks(job, s);
  const bytes = bytesEach * held.expert;
  return dense + collectiveTime(job, { kind, bytes, gpus, inner: shards });
}

/** Summing the gradients that one GPU holds over the NVLink domains that hold copies of them. */
function copiesTime(job: TrainingJob, s: Strategy, bytes: number): number {
  const domains = (s.dp * s.cp) / denseRanks(job, s);
  const inner = job.hardware.nvlinkDomain;
  return collectiveTime(job, { kind: 'allReduce', bytes, gpus: domains, inner });
}
