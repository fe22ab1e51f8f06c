interface Explanation {
  /** Fits the id of a row. */
  readonly id: RegExp;
  readonly words: string;
}

/** What explains the worst rows, where somebody has looked: the first that fits. */
const EXPLAINED: readonly Explanation[] = [
  {
    id: /^ptdp-a100-table2-z3/,
    words:
      'DeepSpeed ZeRO-3 of 2021 waits for its gathers the more, the more GPUs there are: measured time hardly falls from 384 to 1,536 GPUs. One factor cannot say that.',
  },
  {
    id: /gpt-oss/,
    words:
      "The model's experts have biases and a clamped activation, its attention has sinks; the kernels for these were new (26.06.01 notes a cuDNN regression of 37 %), and none was measured.",
  },
  {
    id: /mbridge-25\.\d+-b200-qwen3-30b|mbridge-25\.11-h100-qwen3-30b|mbridge-26\.02-h100-qwen3-30b/,
    words:
      'Small kernels, so that launching them decides: releases differ by a factor of two for the same strategy (12.5 and 24.8 s in 25.09 and 25.11; 51.3 and 28.9 s in 26.02 and 26.02.01).',
  },
  {
    id: /h100-qwen3-235b-256-fp8/,
    words:
      'Experts over four nodes: of the exchange between nodes we hide what runs within a node or an NVL72 showed that can be hidden.',
  },
  {
    id: /^automodel-h100-qwen3-30b/,
    words:
      'Recompute is not stated, and what we hold does not fit without: the run probably kept optimizer state in bf16 and recomputed nothing.',
  },
  {
    id: /^moezoo-gb200-qwen3-235b/,
    words:
      'Probably a recipe with fused kernels and CUDA graphs that releases of the same stack had later.',
  },
  {
    id: /^internevo-a100-7b-.*1024/,
    words:
      'A small model on 1,024 GPUs: exchanging its gradients and weights takes as long as computing, and we hide most of it.',
  },
  {
    id: /gb300-deepseek-v3/,
    words:
      'GB300 was not measured: its kernels are those of the B200 and GB200 at more power. The factor of the stack, as of a new source, is that of other GPUs.',
  },
  {
    id: /grok1-.*gb200/,
    words:
      'GB200 with the kernels of the B200; of the two ways in which the README prints the batch, the one that its MFU agrees with.',
  },
];

export function explanationOf(id: string): string {
  return EXPLAINED.find((each) => each.id.test(id))?.words ?? 'Not explained yet.';
}
