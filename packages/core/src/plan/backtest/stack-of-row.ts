import type { RunRow } from './row.ts';

/** Stack of rows whose software is not known, or of which too little is published. */
export const OTHER_STACK = 'other';

interface StackPattern {
  readonly stack: string;
  /** Fits the `framework` column. */
  readonly framework: RegExp;
  /** Last `year` of which it holds. */
  readonly until?: number;
}

/** What rows call their software: the first that fits. */
const PATTERNS: readonly StackPattern[] = [
  { stack: 'deepspeed-zero3-2021', framework: /DeepSpeed ZeRO-3/ },
  { stack: 'megatron-deepspeed-2022', framework: /Megatron-DeepSpeed/ },
  { stack: 'mlperf', framework: /\(MLPerf\)/ },
  { stack: 'megatron-bridge-2025', framework: /Megatron-Bridge|Megatron-Core MoE/ },
  { stack: 'pytorch-fsdp', framework: /fms-fsdp|lit-gpt|AutoModel|metaseq|SageMaker/ },
  // Flash attention came into Megatron-LM in 2023.
  { stack: 'megatron-lm-2022', framework: /^Megatron-LM/, until: 2022 },
  { stack: 'megatron-core-2024', framework: /Megatron-LM|Megatron-Core|NeMo/ },
  { stack: 'llm-foundry', framework: /llm-foundry/ },
  { stack: 'torchtitan', framework: /torchtitan/ },
  { stack: 'internevo', framework: /InternEvo/ },
  { stack: 'maxtext', framework: /MaxText|Paxml/ },
  { stack: 'megascale', framework: /MegaScale/ },
  { stack: 'meta-llama3', framework: /Meta in-house/ },
];

/** The software stack of a row; `assumed` says so where its words are not known. */
export function stackOfRow(row: RunRow): { readonly stack: string; readonly assumed?: string } {
  const framework = row.get('framework')?.trim() ?? '';
  const year = Number(row.get('year'));
  const found = PATTERNS.find(
    ({ framework: pattern, until }) =>
      pattern.test(framework) && (until === undefined || (year > 0 && year <= until)),
  );
  if (found) return { stack: found.stack };
  const said = framework === '' ? 'software not stated' : `software "${framework}" not known`;
  return { stack: OTHER_STACK, assumed: `${said}: ${OTHER_STACK}` };
}
