interface Explanation {
  /** Matches the id of a row. */
  readonly id: RegExp;
  readonly words: string;
}

/** Explanations of the worst rows whose cause was found; the first match counts. */
const EXPLAINED: readonly Explanation[] = [
  {
    id: /^ptdp-a100-table2-z3/,
    words:
      'DeepSpeed ZeRO-3 of 2021 waits for its gathers the more, the more GPUs there are: measured time hardly falls from 384 to 1,536 GPUs. One factor cannot say that.',
  },
  {
    id: /gpt-oss/,
    words:
      'Probably the kernels of this model alone, none of which is in our tables: experts with biases and a clamped activation, attention with sinks (26.06.01 notes a regression of cuDNN, and is 37 % slower than 26.06).',
  },
  {
    id: /mbridge-25\.\d+-b200-qwen3-30b|mbridge-25\.11-h100-qwen3-30b|mbridge-26\.02-h100-qwen3-30b/,
    words:
      'Probably launching, as its kernels are small: releases differ by a factor of two for the same strategy (12.5 and 24.8 s in 25.09 and 25.11; 51.3 and 28.9 s in 26.02 and 26.02.01).',
  },
  {
    id: /h100-qwen3-235b-256-fp8/,
    words:
      'Experts over several nodes: with none of that exchange hidden these would be 4 to 32 % too fast, but DeepSeek-V3 on 1,024 H100 a third too slow. We have no rule that fits both.',
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
      'Probably the exchange of gradients and weights over 1,024 GPUs, most of which we hide behind computing.',
  },
  {
    id: /gb300-deepseek-v3/,
    words:
      'No kernels were measured on the GB300: its kernels are those of the B200 and GB200 at more power. The factor of the stack, found without this source, comes from other GPUs.',
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
