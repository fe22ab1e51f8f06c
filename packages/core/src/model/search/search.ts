import type { TrainingJob } from '../job.ts';
import { trainingMemory } from '../memory/memory.ts';
import type { TrainingMemory } from '../memory/memory-parts.ts';
import { type StepTimes, stepTime } from '../step/step.ts';
import type { Recompute, Sharding, Strategy } from '../strategy.ts';

/** What the search may not change; what is left out it tries. */
export type StrategyLimits = { readonly [Field in keyof Strategy]?: Strategy[Field] | undefined };

/** A strategy that fits, with its memory (B) and step time (s). */
export interface EvaluatedStrategy {
  readonly strategy: Strategy;
  readonly memory: TrainingMemory;
  readonly step: StepTimes;
}

/** Why a candidate was turned away before its time was worked out. */
export type RejectReason =
  | 'gpus'
  | 'heads'
  | 'layers'
  | 'experts'
  | 'batch'
  | 'schedule'
  | 'memory';

/** In words, for reports. */
export const REJECT_REASONS: Readonly<Record<RejectReason, string>> = {
  gpus: 'TP x PP x CP does not divide the GPUs',
  heads: 'TP does not divide heads and MLP width',
  layers: 'the layers do not fill PP x VP stages',
  experts: 'EP does not divide experts and ranks',
  batch: 'the batch does not divide over DP and micro-batches',
  schedule: 'interleaving needs a multiple of PP micro-batches',
  memory: 'more than the memory of a GPU',
};

export interface SearchOutcome {
  /** Fastest first. */
  readonly feasible: readonly EvaluatedStrategy[];
  readonly evaluated: number;
  readonly rejected: Readonly<Record<RejectReason, number>>;
}

const MICRO_BATCHES = [1, 2, 4, 8];
const RECOMPUTE: readonly Recompute[] = ['none', 'selective', 'full'];
const SHARDING: readonly Sharding[] = ['zero1', 'zero3'];
/** Pipelines deeper than this, and sequences cut finer, are not in the first space searched. */
const DEEPEST_PIPELINE = 64;
const SHORTEST_SHARE_TOKENS = 4096;

/**
 * Evaluates every strategy of a first, honest space: TP within an NVLink domain, PP to 64, every
 * interleaving, CP while a rank keeps 4,096 tokens, EP over divisors of the experts, micro-batches
 * 1 to 8, recompute none, selective or full, ZeRO-1, and ZeRO-3 without a pipeline. Memory comes before time.
 */
export function searchStrategies(job: TrainingJob, limits: StrategyLimits = {}): SearchOutcome {
  const feasible: EvaluatedStrategy[] = [];
  const rejected = { gpus: 0, heads: 0, layers: 0, experts: 0, batch: 0, schedule: 0, memory: 0 };
  for (const strategy of candidates(job, limits)) {
    const reason = refuse(job, strategy);
    if (reason) {
      rejected[reason]++;
      continue;
    }
    const memory = trainingMemory(job, strategy);
    if (memory.total > memory.capacity) {
      rejected.memory++;
      continue;
    }
    feasible.push({ strategy, memory, step: stepTime(job, strategy) });
  }
  feasible.sort((a, b) => a.step.time - b.step.time);
  return { feasible, evaluated: feasible.length, rejected };
}

/** Why a strategy cannot be laid out at all; undefined when it can. */
export function refuse(job: TrainingJob, s: Strategy): RejectReason | undefined {
  const { model: m } = job;
  if (!Number.isInteger(s.dp) || s.dp < 1) return 'gpus';
  if (!splitsHeads(job, s.tp)) return 'heads';
  const spare = s.pp * s.vp * Math.ceil(m.layers / (s.pp * s.vp)) - m.layers;
  // The first and the last stage may have one layer less each, for embedding and logits (Llama 3).
  if (spare > 2 || s.pp * s.vp > m.layers || (s.pp === 1 && s.vp > 1)) return 'layers';
  if (!spreadsExperts(m, s)) return 'experts';
  const microBatches = job.globalBatch / (s.dp * s.microBatch);
  if (!Number.isInteger(microBatches) || microBatches < 1) return 'batch';
  if (job.sequenceLength % (2 * s.cp) !== 0 && s.cp > 1) return 'batch';
  if (s.vp > 1 && microBatches % s.pp !== 0) return 'schedule';
  if (s.sharding === 'zero3' && s.pp > 1) return 'schedule';
  return undefined;
}

/** With ep 1 the experts are split as the rest of the layer is. */
function spreadsExperts(m: TrainingJob['model'], s: Strategy): boolean {
  if (m.experts === 0) return s.ep === 1;
  if (s.ep === 1) return s.etp === s.tp && m.expertFfn % s.tp === 0;
  const ranks = s.tp * s.cp * s.dp;
  return m.experts % s.ep === 0 && ranks % (s.ep * s.etp) === 0 && m.expertFfn % s.etp === 0;
}

function splitsHeads({ model: m, hardware }: TrainingJob, tp: number): boolean {
  if (tp > hardware.nvlinkDomain || m.heads % tp !== 0) return false;
  if (m.ffn % tp !== 0 || m.sharedFfn % tp !== 0) return false;
  return m.kvHeads % tp === 0 || tp % m.kvHeads === 0;
}

function* candidates(job: TrainingJob, limits: StrategyLimits): Generator<Strategy> {
  const { model: m, hardware } = job;
  const tps = options(limits.tp, powersOfTwo(hardware.nvlinkDomain));
  const cps = options(limits.cp, powersOfTwo(job.sequenceLength / SHORTEST_SHARE_TOKENS));
  const pps = options(limits.pp, stagesFor(job));
  const eps = options(limits.ep, m.experts > 0 ? divisors(m.experts) : [1]);
  const microBatches = options(limits.microBatch, MICRO_BATCHES);
  const shardings = options(limits.sharding, SHARDING);
  for (const tp of tps)
    for (const cp of cps)
      for (const pp of pps)
        for (const vp of options(limits.vp, interleavings(m.layers, pp)))
          for (const [ep, etp] of expertSplits(eps, tp, limits.etp))
            for (const microBatch of microBatches)
              for (const recompute of options(limits.recompute, RECOMPUTE))
                for (const sharding of pp > 1 && !limits.sharding
                  ? SHARDING.slice(0, 1)
                  : shardings) {
                  const dp = job.gpus / (tp * pp * cp);
                  yield { tp, pp, vp, dp, ep, etp, cp, microBatch, recompute, sharding };
                }
}

/** Experts whole on their rank, or split as the rest of the layer. */
function expertSplits(
  eps: readonly number[],
  tp: number,
  pinned: number | undefined,
): (readonly [ep: number, etp: number])[] {
  return eps.flatMap((ep) =>
    options(pinned, ep === 1 || tp === 1 ? [tp] : [1, tp]).map((etp) => [ep, etp] as const),
  );
}

/** What is pinned, or everything worth trying. */
function options<T>(pinned: T | undefined, all: readonly T[]): readonly T[] {
  return pinned === undefined ? all : [pinned];
}

/** Pipelines that divide the GPUs and that the layers can fill. */
function stagesFor({ gpus, model }: TrainingJob): number[] {
  return divisors(gpus).filter((pp) => pp <= Math.min(DEEPEST_PIPELINE, model.layers));
}

function interleavings(layers: number, pp: number): number[] {
  if (pp === 1) return [1];
  const most = Math.floor(layers / pp) + 1;
  const fills = (vp: number) => pp * vp * Math.ceil(layers / (pp * vp)) - layers <= 2;
  return Array.from({ length: most }, (_, index) => index + 1).filter(
    (vp) => vp === 1 || (pp * vp <= layers && fills(vp)),
  );
}

function powersOfTwo(most: number): number[] {
  const powers = [1];
  for (let power = 2; power <= most; power *= 2) powers.push(power);
  return powers;
}

function divisors(of: number): number[] {
  const found: number[] = [];
  for (let divisor = 1; divisor * divisor <= of; divisor++) {
    if (of % divisor !== 0) continue;
    found.push(divisor);
    if (divisor * divisor !== of) found.push(of / divisor);
  }
  return found.sort((a, b) => a - b);
}
