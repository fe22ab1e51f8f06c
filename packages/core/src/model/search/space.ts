import type { TrainingJob } from '../job.ts';
import {
  RECOMPUTES,
  type Recompute,
  SHARDINGS,
  type Sharding,
  type Strategy,
} from '../strategy.ts';
import { ENDS } from './rules.ts';

/** The fields that the search may not change; it tries all values of the others. */
export type StrategyLimits = { readonly [Field in keyof Strategy]?: Strategy[Field] | undefined };

export type MutableStrategy = { -readonly [Field in keyof Strategy]: Strategy[Field] };

/** An object to write into. */
export function emptyStrategy(): MutableStrategy {
  return {
    tp: 1,
    pp: 1,
    vp: 1,
    dp: 1,
    ep: 1,
    etp: 1,
    cp: 1,
    microBatch: 1,
    recompute: 'none',
    sharding: 'none',
  };
}

/** Writes a strategy into an object that is there already. */
export function copyStrategyInto(from: Strategy, into: MutableStrategy): void {
  into.tp = from.tp;
  into.pp = from.pp;
  into.vp = from.vp;
  into.dp = from.dp;
  into.ep = from.ep;
  into.etp = from.etp;
  into.cp = from.cp;
  into.microBatch = from.microBatch;
  into.recompute = from.recompute;
  into.sharding = from.sharding;
}

/** A rank gains nothing from working on fewer tokens of a sequence, or on more sequences at once. */
const SHORTEST_SHARE_TOKENS = 256;
export const MOST_SEQUENCES = 128;

/** Strategies that share one `Block`, for which a micro-batch costs the same. */
export interface BlockChoice {
  readonly tp: number;
  readonly cp: number;
  readonly ep: number;
  readonly etp: number;
  readonly microBatch: number;
}

/** The number of stages over which the layers are spread, and of chunks into which each may be cut. */
interface PipelineChoice {
  readonly pp: number;
  readonly vps: readonly number[];
}

/**
 * Everything to try: each block with each pipeline, recompute and sharding. Blocks that share their attention
 * come consecutively.
 */
export interface SearchSpace {
  readonly blocks: readonly BlockChoice[];
  readonly pipelines: readonly PipelineChoice[];
  readonly recomputes: readonly Recompute[];
  readonly shardings: readonly Sharding[];
}

/**
 * The whole space: TP over divisors of the GPUs within an NVLink domain, PP over divisors of the GPUs that
 * the layers can fill, every interleaving, CP over powers of two, EP over divisors of the experts (whole or
 * split like the layer), micro-batches over divisors of the batch, every recompute and every sharding. DP
 * follows from these.
 */
export function searchSpace(job: TrainingJob, limits: StrategyLimits): SearchSpace {
  const { model: m, hardware } = job;
  const gpus = divisors(job.gpus);
  const tps = options(
    limits.tp,
    gpus.filter((tp) => tp <= hardware.nvlinkDomain),
  );
  const shortest =
    job.stack.contextExchange === 'none' ? job.sequenceLength : SHORTEST_SHARE_TOKENS;
  const cps = options(limits.cp, powersOfTwo(job.sequenceLength / shortest));
  const eps = options(limits.ep, m.experts > 0 ? divisors(m.experts) : [1]);
  const microBatches = options(
    limits.microBatch,
    divisors(job.globalBatch).filter((sequences) => sequences <= MOST_SEQUENCES),
  );
  const pps = options(
    limits.pp,
    gpus.filter((pp) => pp <= m.layers + ENDS),
  );
  const blocks: BlockChoice[] = [];
  for (const tp of tps) {
    const splits = expertSplits(eps, tp, limits.etp);
    for (const cp of cps) {
      for (const microBatch of microBatches) {
        for (const { ep, etp } of splits) blocks.push({ tp, cp, ep, etp, microBatch });
      }
    }
  }
  return {
    blocks,
    pipelines: pps.map((pp) => ({ pp, vps: options(limits.vp, interleavings(m.layers, pp)) })),
    recomputes: options(limits.recompute, RECOMPUTES),
    shardings: options(limits.sharding, SHARDINGS),
  };
}

/** A part of a divided search: takes every `parts`-th block, starting from block `part`. */
export interface SearchPart {
  readonly part: number;
  readonly parts: number;
}

/** Experts whole on their rank, or split like the rest of the layer. */
function expertSplits(
  eps: readonly number[],
  tp: number,
  pinned: number | undefined,
): { readonly ep: number; readonly etp: number }[] {
  return eps.flatMap((ep) =>
    options(pinned, ep === 1 || tp === 1 ? [tp] : [1, tp]).map((etp) => ({ ep, etp })),
  );
}

/** A number for how experts are spread, distinct within one TP of a search. */
export function splitOf({ tp, ep, etp }: Pick<BlockChoice, 'tp' | 'ep' | 'etp'>): number {
  // ETP is TP or one other number, the same throughout a search.
  return etp === tp ? ep : -ep;
}

/** The pinned value, or everything worth trying. */
function options<T>(pinned: T | undefined, all: readonly T[]): readonly T[] {
  return pinned === undefined ? all : [pinned];
}

/** Possible chunks per stage, limited by the layers and ends; one chunk may have a layer fewer than another. */
export function interleavings(layers: number, pp: number): number[] {
  if (pp === 1) return [1];
  return Array.from({ length: Math.floor((layers + ENDS) / pp) }, (_, index) => index + 1);
}

function powersOfTwo(most: number): number[] {
  const powers = [1];
  for (let power = 2; power <= most; power *= 2) powers.push(power);
  return powers;
}

/** In ascending order. */
export function divisors(of: number): number[] {
  const found: number[] = [];
  for (let divisor = 1; divisor * divisor <= of; divisor++) {
    if (of % divisor !== 0) continue;
    found.push(divisor);
    if (divisor * divisor !== of) found.push(of / divisor);
  }
  return found.sort((a, b) => a - b);
}
