/**
 * What the backward pass computes again instead of keeping: nothing, the norms and activation
 * functions (`selective`), or the whole layer (`full`). Attention scores are never kept.
 */
export type Recompute = 'none' | 'selective' | 'full';

const RECOMPUTE_WORDS: Readonly<Record<Recompute, string>> = {
  none: 'keep',
  selective: 'selective',
  full: 'recompute',
};

/** What data-parallel ranks share out: optimizer state (ZeRO-1), or parameters too (FSDP, ZeRO-3). */
export type Sharding = 'zero1' | 'zero3';

export type Precision = 'bf16' | 'fp8';

/**
 * How a training step is split. GPUs = tp x pp x cp x dp. The experts of a layer are spread over `ep`
 * groups and each split over `etp` GPUs, taken from the tp x cp x dp ranks of a stage. Sequence
 * parallelism goes with tensor parallelism (Korthikanti et al. 2022, section 4.2.2).
 */
export interface Strategy {
  readonly tp: number;
  readonly pp: number;
  /** Model chunks per pipeline stage (interleaving). */
  readonly vp: number;
  readonly dp: number;
  readonly ep: number;
  /** Tensor parallelism within an expert: 1, or `tp`. */
  readonly etp: number;
  readonly cp: number;
  /** Sequences per micro-batch. */
  readonly microBatch: number;
  readonly recompute: Recompute;
  readonly sharding: Sharding;
}

/** The strategy in short: `TP8 PP16 VP1 DP128 EP1 CP1 MB1 full zero1`. */
export function showStrategy(s: Strategy): string {
  const counts = `TP${s.tp} PP${s.pp} VP${s.vp} DP${s.dp} EP${s.ep} ETP${s.etp} CP${s.cp} MB${s.microBatch}`;
  return `${counts} ${RECOMPUTE_WORDS[s.recompute]} ${s.sharding}`;
}
