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
      'DeepSpeed ZeRO-3 of 2021: we hide its gathers behind computing; the paper reports that they cost more the more GPUs there were.',
  },
  {
    id: /^llama3paper-h100-405b-16384/,
    words:
      'The table does not state the interleaving. Without it 16 micro-batches in 16 stages are nearly half bubble; the paper interleaves (section 3.3.2).',
  },
  {
    id: /^dgxc-v25.04-nemotron4-340b/,
    words:
      'The README of this release prints no interleaving, those before and after it 12 chunks: without it 16 micro-batches in 8 stages are more than a quarter bubble.',
  },
  {
    id: /^jaxtb-.*gpt3-126m/,
    words:
      'A tiny model without flash attention; launch overhead, which is left out, weighs most in steps this short.',
  },
  {
    id: /qwen3-30b-16-fp8/,
    words:
      'Probably the smallness of its kernels: 128 experts of width 768 on 16 GPUs, and a router, which is left out.',
  },
  {
    id: /qwen3-235b-256-fp8/,
    words:
      'Two thirds of the prediction is the exchange of tokens among 32 expert ranks, of which we hide nothing.',
  },
];

export function explanationOf(id: string): string {
  return EXPLAINED.find((each) => each.id.test(id))?.words ?? 'Not explained yet.';
}
