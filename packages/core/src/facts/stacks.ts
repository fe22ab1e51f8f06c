import type { Known } from '../base/index.ts';
import { STACK_FACTORS } from './stack-factors.ts';

/**
 * How a stack computes attention. `unfused` writes the scores to memory; the others do not: Triton's
 * FlashAttention of 2022-23, FlashAttention-2, and the kernels of cuDNN, TensorRT-LLM and
 * FlashAttention-3, which are the ones measured here.
 */
export type AttentionKernel = 'unfused' | 'triton' | 'flash2' | 'flash3';

/** Everything about a stack that the step model asks for. */
export interface StackFeatures {
  readonly attention: AttentionKernel;
  /** `fused`: one kernel for each norm, activation and residual; `eager`: one kernel for each operator. */
  readonly elementwise: 'fused' | 'eager';
  /** `on`: the tensor-parallel group splits norms and residuals along the sequence. */
  readonly sequenceParallel: 'on' | 'off';
  /** `on`: tensor-parallel collectives run in pieces alongside the matrix products. */
  readonly tensorOverlap: 'on' | 'off';
  /** `on`: gradients leave and weights arrive while the GPU computes. */
  readonly dataOverlap: 'on' | 'off';
  /** `on`: interleaved pipelines send while the GPU computes. */
  readonly sendOverlap: 'on' | 'off';
  /** How keys and values reach the other context-parallel ranks; `none`: no context parallelism. */
  readonly contextExchange: 'none' | 'ring' | 'gather' | 'allToAll';
  /** How tokens reach their experts: a copy for each expert, or one for each GPU and node. */
  readonly dispatch: 'perExpert' | 'deduplicated';
  /** What is reduced over data parallelism. */
  readonly gradients: 'bf16' | 'fp32';
  /** What adds gradients to the sums over micro-batches: the products themselves, or a pass after them. */
  readonly accumulation: 'fused' | 'separate';
  /**
   * What selective recompute computes again: the attention core; norms and activation functions; or
   * these and every second matrix product.
   */
  readonly selective: 'attention' | 'activations' | 'products';
  /** `on`: CUDA graphs replay the launches of a layer. */
  readonly cudaGraphs: 'on' | 'off';
}

/** A training framework of some years, as described by the published runs that used it. */
export interface StackSpec extends StackFeatures {
  readonly label: string;
  /** Measured over modelled step time: everything the model leaves out, above all clocks under load. */
  readonly factor: Known;
}

const MEGATRON: StackFeatures = {
  attention: 'flash3',
  elementwise: 'fused',
  sequenceParallel: 'on',
  tensorOverlap: 'on',
  dataOverlap: 'on',
  sendOverlap: 'on',
  contextExchange: 'ring',
  dispatch: 'perExpert',
  gradients: 'bf16',
  accumulation: 'fused',
  selective: 'attention',
  cudaGraphs: 'off',
};

/** Megatron-LM before flash attention: nothing overlaps, gradients are reduced in fp32. */
const MEGATRON_2022: StackFeatures = {
  ...MEGATRON,
  attention: 'unfused',
  tensorOverlap: 'off',
  dataOverlap: 'off',
  sendOverlap: 'off',
  contextExchange: 'none',
  gradients: 'fp32',
};

/** PyTorch with FSDP and FlashAttention-2. */
const PYTORCH: StackFeatures = {
  ...MEGATRON,
  attention: 'flash2',
  tensorOverlap: 'off',
  gradients: 'fp32',
  dispatch: 'deduplicated',
  selective: 'products',
};

/** Software stacks by name. Their features are what their authors documented at the time. */
export const STACKS = {
  'megatron-lm-2021': {
    label: 'Megatron-LM, 2021',
    ...MEGATRON_2022,
    accumulation: 'separate', // fused into the products in 2022
    sequenceParallel: 'off',
    factor: STACK_FACTORS['megatron-lm-2021'],
  },
  'megatron-lm-2022': {
    label: 'Megatron-LM, 2022',
    ...MEGATRON_2022,
    factor: STACK_FACTORS['megatron-lm-2022'],
  },
  'megatron-deepspeed-2022': {
    label: 'Megatron-DeepSpeed, 2022',
    ...MEGATRON_2022,
    accumulation: 'separate',
    sequenceParallel: 'off',
    factor: STACK_FACTORS['megatron-deepspeed-2022'],
  },
  'deepspeed-zero3-2021': {
    label: 'DeepSpeed ZeRO-3, 2021',
    ...MEGATRON_2022,
    accumulation: 'separate',
    factor: STACK_FACTORS['deepspeed-zero3-2021'],
  },
  'megatron-lm-2023': {
    label: 'Megatron-LM, 2023',
    ...MEGATRON,
    attention: 'flash2',
    tensorOverlap: 'off',
    contextExchange: 'none', // Megatron-Core 0.5 of January 2024 brought it
    gradients: 'fp32',
    factor: STACK_FACTORS['megatron-lm-2023'],
  },
  'megatron-core-2024': {
    label: 'Megatron-Core and NeMo to 24.09',
    ...MEGATRON,
    attention: 'flash2',
    factor: STACK_FACTORS['megatron-core-2024'],
  },
  'megatron-core-2025': {
    label: 'Megatron-Core and NeMo 24.11 to 25.07',
    ...MEGATRON,
    factor: STACK_FACTORS['megatron-core-2025'],
  },
  'megatron-bridge-2025': {
    label: 'Megatron-Bridge 25.09 to 26.04',
    ...MEGATRON,
    dispatch: 'deduplicated',
    selective: 'activations',
    factor: STACK_FACTORS['megatron-bridge-2025'],
  },
  'megatron-bridge-2026': {
    label: 'Megatron-Bridge from 26.06',
    ...MEGATRON,
    dispatch: 'deduplicated',
    selective: 'activations',
    cudaGraphs: 'on',
    factor: STACK_FACTORS['megatron-bridge-2026'],
  },
  mlperf: {
    label: 'NeMo, tuned for MLPerf',
    ...MEGATRON,
    cudaGraphs: 'on',
    factor: STACK_FACTORS['mlperf'],
  },
  megascale: {
    label: 'MegaScale',
    ...MEGATRON,
    attention: 'flash2',
    factor: STACK_FACTORS['megascale'],
  },
  'meta-llama3': {
    label: 'Llama 3 (Meta)',
    ...PYTORCH,
    attention: 'flash3',
    contextExchange: 'gather',
    factor: STACK_FACTORS['meta-llama3'],
  },
  'llm-foundry': {
    label: 'MosaicML llm-foundry (Composer, FSDP)',
    ...PYTORCH,
    attention: 'triton',
    elementwise: 'eager',
    factor: STACK_FACTORS['llm-foundry'],
  },
  torchtitan: {
    label: 'TorchTitan',
    ...PYTORCH,
    factor: STACK_FACTORS['torchtitan'],
  },
  'pytorch-fsdp': {
    label: 'PyTorch FSDP (fms-fsdp, lit-gpt, NeMo AutoModel)',
    ...PYTORCH,
    gradients: 'bf16',
    factor: STACK_FACTORS['pytorch-fsdp'],
  },
  internevo: {
    label: 'InternEvo',
    ...PYTORCH,
    elementwise: 'eager',
    gradients: 'bf16',
    selective: 'attention',
    factor: STACK_FACTORS['internevo'],
  },
  maxtext: {
    label: 'MaxText (JAX)',
    ...PYTORCH,
    attention: 'flash3',
    factor: STACK_FACTORS['maxtext'],
  },
  paxml: {
    label: 'Paxml (JAX)',
    ...PYTORCH,
    attention: 'unfused',
    factor: STACK_FACTORS['paxml'],
  },
  'gigafactory-trainer': {
    label: 'gigafactory-trainer (jax-js)',
    ...MEGATRON_2022,
    elementwise: 'eager',
    sequenceParallel: 'off',
    accumulation: 'separate',
    factor: {
      value: 1,
      unit: '1',
      provenance: 'measured',
      range: [0.8, 1.25],
      source: { title: 'docs/calibration.md', locator: 'Predicted and measured' },
      reason:
        'Measured over modelled time of the gradients of ten shapes of model, to which the kernels of a processor were fitted: the range holds nine of them.',
    },
  },
} as const satisfies Readonly<Record<string, StackSpec>>;

/** The name of a software stack. */
export type StackName = keyof typeof STACKS;
