import type { TrainingJob } from '../job.ts';
import type { AttentionBlock } from '../layer/attention-block.ts';
import { attentionBlock } from '../layer/attention-block.ts';
import { type Block, blockFrom, microBatchTokens } from '../layer/block.ts';
import { expertsOf } from '../layer/layer-parts.ts';
import type { MoeBlock } from '../layer/moe-block.ts';
import { type Trunk, trunkOf } from '../layer/trunk.ts';
import type { Strategy } from '../strategy.ts';
import { splitOf } from './space.ts';

/** Makes the blocks of a search, and each of their parts only once for all that share it. */
export class Blocks {
  readonly #job: TrainingJob;
  /** For the current TP, by tokens of a micro-batch on one rank. */
  readonly #trunks = new Map<number, Trunk>();
  /** For the current TP, by how experts are spread and then by tokens. */
  readonly #experts = new Map<number, Map<number, MoeBlock | undefined>>();
  #tp = Number.NaN;
  #cp = Number.NaN;
  #microBatch = Number.NaN;
  #attention: AttentionBlock | undefined;

  constructor(job: TrainingJob) {
    this.#job = job;
  }

  of(s: Strategy): Block {
    if (s.tp !== this.#tp) {
      this.#trunks.clear();
      this.#experts.clear();
    }
    const tokens = microBatchTokens(this.#job, s);
    const attention = this.#attentionOf(s, tokens);
    const trunk = this.#trunkOf(s, tokens);
    return blockFrom(
      { attention, trunk, experts: this.#expertsOf(s, tokens, trunk) },
      this.#job,
      s,
    );
  }

  /** Blocks that share their attention come consecutively. */
  #attentionOf(s: Strategy, tokens: number): AttentionBlock {
    if (s.tp !== this.#tp || s.cp !== this.#cp || s.microBatch !== this.#microBatch) {
      this.#attention = undefined;
    }
    this.#tp = s.tp;
    this.#cp = s.cp;
    this.#microBatch = s.microBatch;
    this.#attention ??= attentionBlock(this.#job, s, tokens);
    return this.#attention;
  }

  #trunkOf(s: Strategy, tokens: number): Trunk {
    const known = this.#trunks.get(tokens);
    if (known) return known;
    const trunk = trunkOf(this.#job, s, tokens);
    this.#trunks.set(tokens, trunk);
    return trunk;
  }

  #expertsOf(s: Strategy, tokens: number, trunk: Trunk): MoeBlock | undefined {
    let byTokens = this.#experts.get(splitOf(s));
    if (!byTokens) {
      byTokens = new Map();
      this.#experts.set(splitOf(s), byTokens);
    }
    const known = byTokens.get(tokens);
    if (known) return known;
    const experts = expertsOf(this.#job, s, tokens, trunk);
    byTokens.set(tokens, experts);
    return experts;
  }
}
