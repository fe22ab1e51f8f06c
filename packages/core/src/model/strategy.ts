/**
 * What the backward pass computes again instead of keeping: nothing, what the software stack calls
 * `selective` (`StackFeatures.selective`), or the whole layer (`full`).
 */
export type Recompute = 'none' | 'selective' | 'full';

const RECOMPUTE_WORDS: Readonly<Record<Recompute, string>> = {
  none: 'keep',
  selective: 'selective',
  full: 'recompute',
};

/**
 * What data-parallel ranks share out (Rajbhandari et al. 2019): nothing, optimizer state (ZeRO-1),
 * gradients too (ZeRO-2), parameters too (ZeRO-3, FSDP), or all of these within each NVLink domain
 * and copied between them (`hybrid`, HSDP).
 */
export type Sharding = 'none' | 'zero1' | 'zero2' | 'zero3' | 'hybrid';

/** `mxfp8` and `nvfp4` are scaled by blocks of 32 and 16 elements; `fp8` by tensor. */
export type Precision = 'bf16' | 'fp8' | 'mxfp8' | 'nvfp4';

/**
 * How a training step is split. GPUs = tp x pp x cp x dp. The experts of a layer are spread over `ep`
 * groups and each split over `etp` GPUs, taken from the tp x cp x dp ranks of a stage. Sequence
 * parallelism goes with tensor parallelism where the stack has it (Korthikanti et al. 2022, section
 * 4.2.2).
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
