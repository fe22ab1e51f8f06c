import type { TrainingJob } from '../job.ts';
import { type Block, microBatchTokens } from '../layer/block.ts';
import { type ActivationSizes, activationSizes, stageActivations } from '../memory/activations.ts';
import { reserveOf } from '../memory/memory.ts';
import type { MutableMemory, TrainingMemory } from '../memory/memory-parts.ts';
import { fullestStages, type Stage } from '../memory/stages.ts';
import { pipelineInto } from '../step/pipeline.ts';
import { upkeepInto } from '../step/step.ts';
import { emptyStep, type StepTimes } from '../step/step-times.ts';
import { microBatchesOf, type Sharding, type Strategy } from '../strategy.ts';
import { Blocks } from './blocks.ts';
import { Collector } from './collector.ts';
import { Fastest } from './fastest.ts';
import {
  type Cut,
  type Holding,
  type Layout,
  layoutsOf,
  memoryFor,
  upkeepFor,
} from './holdings.ts';
import type { FastestOutcome, SearchOutcome } from './outcome.ts';
import {
  noneRejected,
  type RejectReason,
  refuseBlock,
  refuseChunks,
  refuseRanks,
  refuseSharding,
} from './refuse.ts';
import { comesInRounds } from './rules.ts';
import { Smallest, type WeighedStrategy } from './smallest.ts';
import {
  type BlockChoice,
  emptyStrategy,
  type SearchPart,
  type SearchSpace,
  type StrategyLimits,
  searchSpace,
  splitOf,
} from './space.ts';

/** How many of the fastest a search keeps by default. */
const KEPT = 100;

export interface SearchOptions {
  /** How many of the fastest to keep. */
  readonly top?: number;
  /** The part of the space to search; all of it by default. */
  readonly part?: SearchPart;
}

/**
 * Evaluates every strategy of the space (`searchSpace`): whether it can be laid out, then its memory, then
 * its step time. The cost of one micro-batch is computed once for all strategies that share it; the rest is
 * written into the same few objects, so that a candidate allocates nothing.
 */
export function searchStrategies(
  job: TrainingJob,
  limits: StrategyLimits = {},
  { top = KEPT, part = WHOLE }: SearchOptions = {},
): SearchOutcome {
  const collector = new Collector(top);
  const counts = new Search(job, limits, collector).tryPart(part);
  return {
    best: collector.best(),
    front: collector.front(),
    sample: collector.sample(),
    ...counts,
  };
}

/** The same search for the fastest only: without the front and the sample of the rest. */
export function searchFastest(job: TrainingJob, limits: StrategyLimits = {}): FastestOutcome {
  const fastest = new Fastest(KEPT);
  const counts = new Search(job, limits, fastest).tryPart(WHOLE);
  return { best: fastest.best(), ...counts };
}

/**
 * The strategy that needs least memory, whether it fits or not; undefined where none can be laid out. It
 * works out no step times.
 */
export function leastMemory(
  job: TrainingJob,
  limits: StrategyLimits = {},
): WeighedStrategy | undefined {
  const smallest = new Smallest();
  new Search(job, limits, smallest, { weighs: true }).tryPart(WHOLE);
  return smallest.found();
}

const WHOLE: SearchPart = { part: 0, parts: 1 };

/** Takes evaluated strategies, and copies those it keeps. */
interface Keeper {
  offer(strategy: Strategy, memory: TrainingMemory, step: StepTimes): void;
}

/** A number of stages, with everything that all blocks share. */
interface Pipeline {
  readonly pp: number;
  /** Ways to cut stages into chunks that the layers allow, and how many of them do not interleave. */
  readonly cuts: readonly Cut[];
  readonly plain: number;
  readonly shardings: readonly Sharding[];
  /** Candidates over all chunks, and over those that the layers do not allow. */
  readonly candidates: number;
  readonly misfits: number;
}

class Search {
  readonly #job: TrainingJob;
  readonly #space: SearchSpace;
  readonly #keeper: Keeper;
  readonly #pipelines: readonly Pipeline[];
  /** Candidates that differ only in recompute and sharding, and candidates that share a block. */
  readonly #perLayout: number;
  readonly #perBlock: number;
  readonly #rejected = noneRejected();
  readonly #strategy = emptyStrategy();
  readonly #step = emptyStep();
  /** Whether the times of the pipeline in the step are those of the layout and recompute in work. */
  #isPaced = false;
  /** For the current TP, layouts that may fit, by how experts are spread and then by pipeline. */
  readonly #layouts = new Map<number, (readonly Layout[])[]>();
  readonly #blocks: Blocks;
  /** For the current TP, CP and micro-batch. */
  #sizes: ActivationSizes | undefined;
  /** Of each stage of the layout in work, B. */
  readonly #activations: number[] = [];
  readonly #logits: number[] = [];
  /** Of the block in work; made when the first candidate needs it. */
  #block: Block | undefined;
  #evaluated = 0;
  /** Whether memory alone is asked for, of what fits and what does not. */
  readonly #weighs: boolean;
  /** What a GPU may hold, B. */
  readonly #room: number;
  /** What the allocator keeps of it, B. */
  readonly #reserve: number;

  constructor(
    job: TrainingJob,
    limits: StrategyLimits,
    keeper: Keeper,
    { weighs }: { readonly weighs: boolean } = { weighs: false },
  ) {
    this.#weighs = weighs;
    this.#room = weighs ? Number.POSITIVE_INFINITY : job.hardware.gpu.memory;
    this.#reserve = reserveOf(job);
    const space = searchSpace(job, limits);
    this.#job = job;
    this.#space = space;
    this.#keeper = keeper;
    this.#blocks = new Blocks(job);
    this.#perLayout = space.recomputes.length * space.shardings.length;
    this.#pipelines = space.pipelines.map(({ pp, vps }) => {
      const fitting = vps.filter((vp) => !refuseChunks(job, { pp, vp }));
      return {
        pp,
        cuts: fitting.map((vp) => ({ vp, stages: fullestStages(job.model, { pp, vp }) })),
        plain: fitting.filter((vp) => vp === 1).length,
        shardings: space.shardings.filter((sharding) => !refuseSharding(job, { pp, sharding })),
        candidates: vps.length * this.#perLayout,
        misfits: (vps.length - fitting.length) * this.#perLayout,
      };
    });
    this.#perBlock = this.#pipelines.reduce((sum, { candidates }) => sum + candidates, 0);
  }

  /** Tries the candidates of one part and counts them; they are offered to the keeper as they are evaluated. */
  tryPart({ part, parts }: SearchPart): Pick<SearchOutcome, 'evaluated' | 'rejected'> {
    const { blocks } = this.#space;
    for (let index = part; index < blocks.length; index += parts) this.#tryBlock(blocks[index]!);
    return { evaluated: this.#evaluated, rejected: this.#rejected };
  }

  /** Tries all pipelines, recomputes and shardings of one block, unless the block is rejected as a whole. */
  #tryBlock({ tp, cp, ep, etp, microBatch }: BlockChoice): void {
    const s = this.#strategy;
    if (s.tp !== tp) this.#layouts.clear();
    if (s.tp !== tp || s.cp !== cp || s.microBatch !== microBatch) this.#sizes = undefined;
    this.#block = undefined;
    s.tp = tp;
    s.cp = cp;
    s.ep = ep;
    s.etp = etp;
    s.microBatch = microBatch;
    const reason = refuseBlock(this.#job, s);
    if (reason) {
      this.#reject(reason, this.#perBlock);
      return;
    }
    const layouts = this.#layoutsOfSplit();
    for (let index = 0; index < this.#pipelines.length; index++) {
      this.#tryPipeline(index, layouts);
    }
  }

  #layoutsOfSplit(): (readonly Layout[])[] {
    const split = splitOf(this.#strategy);
    const known = this.#layouts.get(split);
    if (known) return known;
    const none: (readonly Layout[])[] = [];
    this.#layouts.set(split, none);
    return none;
  }

  #tryPipeline(index: number, known: (readonly Layout[])[]): void {
    const s = this.#strategy;
    const pipeline = this.#pipelines[index]!;
    const { pp, cuts, plain, shardings } = pipeline;
    const dp = this.#job.gpus / (s.tp * pp * s.cp);
    s.pp = pp;
    // Only integers go in: anything else would deoptimise code compiled for integers.
    s.dp = Number.isInteger(dp) ? dp : 0;
    const reason = refuseRanks(this.#job, s);
    if (reason) {
      this.#reject(reason, pipeline.candidates);
      return;
    }
    if (pp === 1) this.#rejected.interleaving += pipeline.misfits;
    else this.#rejected.layers += pipeline.misfits;
    const interleaves = comesInRounds(this.#job, s);
    const laidOut = interleaves ? cuts.length : plain;
    const fitting = laidOut * shardings.length * this.#space.recomputes.length;
    this.#rejected.rounds += (cuts.length - laidOut) * this.#perLayout;
    this.#rejected.sharding += laidOut * this.#perLayout - fitting;
    known[index] ??= layoutsOf(this.#job, s, { cuts, shardings, room: this.#room });
    const before = this.#evaluated;
    for (const layout of known[index]!) {
      if (interleaves || layout.vp === 1) this.#tryLayout(layout);
    }
    this.#rejected.memory += fitting - (this.#evaluated - before);
  }

  #tryLayout(layout: Layout): void {
    const s = this.#strategy;
    const job = this.#job;
    this.#sizes ??= activationSizes(job, s, microBatchTokens(job, s));
    const sizes = this.#sizes;
    const microBatches = microBatchesOf(job.globalBatch, s);
    const { stages, holdings } = layout;
    s.vp = layout.vp;
    for (const recompute of this.#space.recomputes) {
      s.recompute = recompute;
      this.#isPaced = false;
      this.#keepOf(stages[0]!, 0, microBatches, sizes);
      let known = 1;
      for (let index = 0; index < holdings.length; index++) {
        const holding = holdings[index]!;
        // Most that do not fit are too much for the first stage already.
        let total = this.#totalOf(holding, 0);
        if (total > this.#room) continue;
        let fullest = 0;
        for (let at = 1; at < stages.length; at++) {
          if (at === known) this.#keepOf(stages[known++]!, at, microBatches, sizes);
          const ofStage = this.#totalOf(holding, at);
          if (ofStage <= total) continue;
          total = ofStage;
          fullest = at;
        }
        if (total > this.#room) continue;
        s.sharding = holding.sharding;
        this.#evaluate(holding, this.#memoryOf(holding, stages[fullest]!, fullest, total));
      }
    }
  }

  /** Works out what a stage needs for the micro-batches in flight. */
  #keepOf(stage: Stage, at: number, microBatches: number, sizes: ActivationSizes): void {
    const inFlight = Math.min(microBatches, stage.inFlight);
    this.#activations[at] = stageActivations(stage, inFlight, this.#strategy.recompute, sizes);
    this.#logits[at] = stage.heads * sizes.logits;
  }

  /** What a GPU of a stage needs, for whose micro-batches it was just worked out, B. */
  #totalOf({ states }: Holding, at: number): number {
    return states[at]! + this.#activations[at]! + this.#logits[at]! + this.#reserve;
  }

  #memoryOf(holding: Holding, stage: Stage, at: number, total: number): MutableMemory {
    holding.memories[at] ??= memoryFor(this.#job, this.#strategy, stage);
    const memory = holding.memories[at]!;
    memory.activations = this.#activations[at]!;
    memory.logits = this.#logits[at]!;
    memory.total = total;
    return memory;
  }

  #evaluate(holding: Holding, memory: TrainingMemory): void {
    const s = this.#strategy;
    const job = this.#job;
    if (this.#weighs) {
      this.#keeper.offer(s, memory, this.#step);
      return;
    }
    this.#block ??= this.#blocks.of(s);
    holding.upkeep ??= upkeepFor(job, s);
    const { upkeep } = holding;
    if (!this.#isPaced) pipelineInto(job, s, this.#block, upkeep.layers, this.#step);
    this.#isPaced = true;
    upkeepInto(job, s, this.#block, upkeep, this.#step);
    this.#evaluated++;
    this.#keeper.offer(s, memory, this.#step);
  }

  #reject(reason: RejectReason, candidates: number): void {
    this.#rejected[reason] += candidates;
  }
}
