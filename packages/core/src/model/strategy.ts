/**
 * What the backward pass recomputes instead of keeping: nothing, what the software stack calls `selective`
 * (`StackFeatures.selective`), or the whole layer (`full`).
 */
export type Recompute = 'none' | 'selective' | 'full';

/**
 * What data-parallel ranks shard (Rajbhandari et al. 2019): nothing, optimizer state (ZeRO-1), also gradients
 * (ZeRO-2), also parameters (ZeRO-3, FSDP), or all of these within each NVLink domain with copies across
 * domains (`hybrid`, HSDP).
 */
export type Sharding = 'none' | 'zero1' | 'zero2' | 'zero3' | 'hybrid';

/** `mxfp8` and `nvfp4` are scaled by blocks of 32 and 16 elements; `fp8` by tensor. */
export type Precision = 'bf16' | 'fp8' | 'mxfp8' | 'nvfp4';

/**
 * How a training step is split. GPUs = tp x pp x cp x dp. The experts of a layer are spread over `ep` groups
 * and each split over `etp` GPUs, taken from the tp x cp x dp ranks of a stage. Sequence parallelism comes
 * with tensor parallelism if the stack has it (Korthikanti et al. 2022, section 4.2.2).
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

export type StrategyField = keyof Strategy;

/** A field that counts ranks, chunks or sequences; at least 1. */
interface CountField {
  readonly kind: 'count';
  readonly label: string;
  /** Before the count in a name: `TP8`. */
  readonly short: string;
  /** Before the count in words: `tensor 8`. */
  readonly words: string;
}

/** A field with a few values, from least to most. */
interface ChoiceField<Value extends string> {
  readonly kind: 'choice';
  readonly label: string;
  readonly values: Readonly<Record<Value, { readonly short: string; readonly words: string }>>;
}

/**
 * The fields of a strategy, in the order in which they are named. The factory file's schema, the search
 * space, explanations, the command line and the console read this table.
 */
export const STRATEGY_FIELDS = {
  tp: { kind: 'count', label: 'Tensor parallelism', short: 'TP', words: 'tensor' },
  pp: { kind: 'count', label: 'Pipeline parallelism', short: 'PP', words: 'pipeline' },
  vp: {
    kind: 'count',
    label: 'Model chunks per pipeline stage',
    short: 'VP',
    words: 'chunks per stage',
  },
  dp: { kind: 'count', label: 'Data parallelism', short: 'DP', words: 'data' },
  ep: { kind: 'count', label: 'Expert parallelism', short: 'EP', words: 'expert' },
  etp: {
    kind: 'count',
    label: 'Tensor parallelism within an expert',
    short: 'ETP',
    words: 'tensor within experts',
  },
  cp: { kind: 'count', label: 'Context parallelism', short: 'CP', words: 'context' },
  microBatch: {
    kind: 'count',
    label: 'Sequences per micro-batch',
    short: 'MB',
    words: 'micro-batch of',
  },
  recompute: {
    kind: 'choice',
    label: 'Activation recompute',
    values: {
      none: { short: 'keep', words: 'keeps activations' },
      selective: { short: 'selective', words: 'selective recompute' },
      full: { short: 'recompute', words: 'full recompute' },
    },
  },
  sharding: {
    kind: 'choice',
    label: 'What data parallelism shares out',
    values: {
      none: { short: 'none', words: 'nothing shared out' },
      zero1: { short: 'zero1', words: 'ZeRO-1' },
      zero2: { short: 'zero2', words: 'ZeRO-2' },
      zero3: { short: 'zero3', words: 'ZeRO-3' },
      hybrid: { short: 'hybrid', words: 'hybrid ZeRO-3' },
    },
  },
} as const satisfies {
  readonly [Field in StrategyField]: Strategy[Field] extends number
    ? CountField
    : ChoiceField<Strategy[Field] & string>;
};

/** Micro-batches of a step that each pipeline works through. */
export function microBatchesOf(
  globalBatch: number,
  s: Pick<Strategy, 'dp' | 'microBatch'>,
): number {
  return globalBatch / (s.dp * s.microBatch);
}

/** Whether each data-parallel rank holds only a part of the weights and gathers them layer by layer. */
export function sharesWeights(sharding: Sharding): boolean {
  return sharding === 'zero3' || sharding === 'hybrid';
}

/** Whether each data-parallel rank holds only a part of the summed gradients. */
export function sharesGradients(sharding: Sharding): boolean {
  return sharding === 'zero2' || sharesWeights(sharding);
}

/** The fields that a factory file may pin: all but data parallelism, which follows from the GPUs. */
export type PinnedField = Exclude<StrategyField, 'dp'>;

export const PINNED_FIELDS: readonly PinnedField[] = fieldNames(STRATEGY_FIELDS).filter(
  (field): field is PinnedField => field !== 'dp',
);

/** All values of a choice field, from least to most. */
export const RECOMPUTES = fieldNames(STRATEGY_FIELDS.recompute.values);
export const SHARDINGS = fieldNames(STRATEGY_FIELDS.sharding.values);

function fieldNames<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
