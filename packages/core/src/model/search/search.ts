import type { TrainingJob } from '../job.ts';
import { type Block, blockOf, microBatchTokens } from '../layer/block.ts';
import { type ActivationSizes, activationSizes } from '../memory/activations.ts';
import { emptyHeld, hold } from '../memory/held.ts';
import { leastMemory, remember, stateMemory } from '../memory/memory.ts';
import { emptyMemory } from '../memory/memory-parts.ts';
import { emptyExchange } from '../step/data-parallel.ts';
import { stepInto } from '../step/step.ts';
import { emptyStep } from '../step/step-times.ts';
import type { Sharding } from '../strategy.ts';
import { Collector } from './collector.ts';
import type { SearchOutcome } from './outcome.ts';
import {
  noneRejected,
  type RejectReason,
  refuseBlock,
  refuseChunks,
  refuseRanks,
  refuseSharding,
} from './refuse.ts';
import {
  type BlockChoice,
  emptyStrategy,
  type PipelineChoice,
  type SearchPart,
  type SearchSpace,
  type StrategyLimits,
  searchSpace,
} from './space.ts';

/** How many of the fastest a search keeps where nobody says. */
const KEPT = 100;

export interface SearchOptions {
  /** How many of the fastest to keep. */
  readonly top?: number;
  /** The part of the space to search; left out: all of it. */
  readonly part?: SearchPart;
}

/**
 * Evaluates every strategy of the space (`searchSpace`): whether it can be laid out, then its memory,
 * then its step time. What one micro-batch takes is worked out once for all strategies that share it;
 * the rest is written into the same few objects, so that a candidate allocates nothing.
 */
export function searchStrategies(
  job: TrainingJob,
  limits: StrategyLimits = {},
  { top = KEPT, part = WHOLE }: SearchOptions = {},
): SearchOutcome {
  const space = searchSpace(job, limits);
  const search = new Search(job, space, top);
  for (let index = part.part; index < space.blocks.length; index += part.parts) {
    search.tryBlock(space.blocks[index]!);
  }
  return search.outcome();
}

const WHOLE: SearchPart = { part: 0, parts: 1 };

class Search {
  readonly #job: TrainingJob;
  readonly #space: SearchSpace;
  readonly #collector: Collector;
  /** Candidates that differ only in recompute and sharding, and those that share a block. */
  readonly #perLayout: number;
  readonly #perBlock: number;
  /** Shardings that a pipeline can have, and those without one. */
  readonly #piped: readonly Sharding[];
  readonly #unpiped: readonly Sharding[];
  readonly #rejected = noneRejected();
  readonly #strategy = emptyStrategy();
  readonly #held = emptyHeld();
  readonly #memory = emptyMemory();
  readonly #exchange = emptyExchange();
  readonly #step = emptyStep();
  /** Of the block in work; made when the first layout, and the first candidate, needs it. */
  #sizes: ActivationSizes | undefined;
  #block: Block | undefined;
  #evaluated = 0;

  constructor(job: TrainingJob, space: SearchSpace, top: number) {
    this.#job = job;
    this.#space = space;
    this.#collector = new Collector(top);
    this.#perLayout = space.recomputes.length * space.shardings.length;
    const layouts = space.pipelines.reduce((sum, { vps }) => sum + vps.length, 0);
    this.#perBlock = layouts * this.#perLayout;
    this.#piped = space.shardings.filter((sharding) => !refuseSharding(2, sharding));
    this.#unpiped = space.shardings.filter((sharding) => !refuseSharding(1, sharding));
  }

  /** All pipelines, recomputes and shardings of one block, unless it is turned away as a whole. */
  tryBlock({ tp, cp, ep, etp, microBatch }: BlockChoice): void {
    const s = this.#strategy;
    this.#sizes = undefined;
    this.#block = undefined;
    s.tp = tp;
    s.cp = cp;
    s.ep = ep;
    s.etp = etp;
    s.microBatch = microBatch;
    const reason = refuseBlock(this.#job, s);
    if (reason) this.#reject(reason, this.#perBlock);
    else for (const pipeline of this.#space.pipelines) this.#tryPipeline(pipeline);
  }

  outcome(): SearchOutcome {
    return {
      best: this.#collector.best(),
      front: this.#collector.front(),
      sample: this.#collector.sample(),
      evaluated: this.#evaluated,
      rejected: this.#rejected,
    };
  }

  #tryPipeline({ pp, vps }: PipelineChoice): void {
    const s = this.#strategy;
    const dp = this.#job.gpus / (s.tp * pp * s.cp);
    s.pp = pp;
    // Nothing but a count goes in, or the code that was compiled for counts would be thrown away.
    s.dp = Number.isInteger(dp) ? dp : 0;
    const reason = refuseRanks(this.#job, s);
    if (reason) {
      this.#reject(reason, vps.length * this.#perLayout);
      return;
    }
    const shardings = pp > 1 ? this.#piped : this.#unpiped;
    let laidOut = 0;
    for (const vp of vps) {
      s.vp = vp;
      const refused = refuseChunks(this.#job, s);
      if (refused) {
        this.#reject(refused, this.#perLayout);
        continue;
      }
      laidOut++;
      this.#tryShardings(shardings);
    }
    const others = this.#space.shardings.length - shardings.length;
    this.#reject('schedule', laidOut * others * this.#space.recomputes.length);
  }

  #tryShardings(shardings: readonly Sharding[]): void {
    const { recomputes } = this.#space;
    const s = this.#strategy;
    this.#sizes ??= activationSizes(this.#job, s, microBatchTokens(this.#job, s));
    const left = this.#job.hardware.gpu.memory - leastMemory(this.#job, s, this.#sizes, recomputes);
    if (left < 0) {
      this.#reject('memory', shardings.length * recomputes.length);
      return;
    }
    for (const sharding of shardings) {
      s.sharding = sharding;
      // What is held does not depend on what is recomputed.
      hold(this.#job, s, this.#held);
      if (stateMemory(this.#job, this.#held) > left) this.#reject('memory', recomputes.length);
      else this.#tryRecomputes(this.#sizes);
    }
  }

  #tryRecomputes(sizes: ActivationSizes): void {
    for (const recompute of this.#space.recomputes) {
      this.#strategy.recompute = recompute;
      remember(this.#job, this.#strategy, this.#held, sizes, this.#memory);
      if (this.#memory.total > this.#memory.capacity) this.#reject('memory', 1);
      else this.#evaluate();
    }
  }

  #evaluate(): void {
    const s = this.#strategy;
    this.#block ??= blockOf(this.#job, s);
    stepInto(this.#job, s, this.#block, this.#held, this.#exchange, this.#step);
    this.#evaluated++;
    this.#collector.offer(s, this.#memory, this.#step);
  }

  #reject(reason: RejectReason, candidates: number): void {
    this.#rejected[reason] += candidates;
  }
}
