import { STACKS, type StackName } from '../facts/index.ts';
import type { RunRow } from './table.ts';

/** Stack of rows whose software is unknown, or about which too little is published. */
const OTHER_STACK = 'other';

interface StackPattern {
  readonly stack: StackName;
  /** Matches the `framework` column. */
  readonly framework: RegExp;
  /** Last `year` for which it holds. */
  readonly until?: number;
  /** First release (year.month) for which it holds. */
  readonly from?: number;
}

/** Names of software in rows; the first match counts. */
const PATTERNS: readonly StackPattern[] = [
  { stack: 'deepspeed-zero3-2021', framework: /DeepSpeed ZeRO-3/ },
  { stack: 'megatron-deepspeed-2022', framework: /Megatron-DeepSpeed/ },
  { stack: 'mlperf', framework: /\(MLPerf\)/ },
  // Full-iteration CUDA graphs for mixtures came with the 26.06 container.
  { stack: 'megatron-bridge-2026', framework: /Megatron-Bridge/, from: 26.06 },
  { stack: 'megatron-bridge-2025', framework: /Megatron-Bridge|Megatron-Core MoE/ },
  { stack: 'pytorch-fsdp', framework: /fms-fsdp|lit-gpt|AutoModel/ },
  // Sequence parallelism came into Megatron-LM in 2022.
  { stack: 'megatron-lm-2021', framework: /^Megatron-LM/, until: 2021 },
  // Flash attention came into Megatron-LM in 2023.
  { stack: 'megatron-lm-2022', framework: /^Megatron-LM/, until: 2022 },
  { stack: 'megatron-lm-2023', framework: /^Megatron-LM/ },
  { stack: 'megatron-core-2025', framework: /Megatron-Core|NeMo/, from: 24.11 },
  { stack: 'megatron-core-2025', framework: /NeMo recipe/ },
  { stack: 'megatron-core-2024', framework: /Megatron-Core|NeMo/ },
  { stack: 'llm-foundry', framework: /llm-foundry/ },
  { stack: 'torchtitan', framework: /torchtitan/ },
  { stack: 'internevo', framework: /InternEvo/ },
  { stack: 'maxtext', framework: /MaxText|TransformerEngine/ },
  { stack: 'paxml', framework: /Paxml/ },
  { stack: 'megascale', framework: /MegaScale/ },
  { stack: 'meta-llama3', framework: /Meta in-house/ },
];

/** The stack that unknown software is treated as: the usual one for its year and sharding. */
function usualStack(row: RunRow): StackName {
  const year = Number(row.get('year'));
  // Runs published by 2023 were trained before flash attention was common.
  if (year > 0 && year <= 2023) return 'deepspeed-zero3-2021';
  if (/zero3|fsdp|hsdp/.test(row.get('sharding') ?? '')) return 'pytorch-fsdp';
  return year > 0 && year <= 2024 ? 'megatron-core-2024' : 'megatron-core-2025';
}

export interface RowStack {
  /** The name to report: that of a stack, or `other`. */
  readonly stack: string;
  /** The stack whose features it is predicted with. */
  readonly as: StackName;
  readonly assumed?: string;
}

/** The software stack of a row; `assumed` says so if its software is not known. */
export function stackOfRow(row: RunRow): RowStack {
  const framework = row.get('framework')?.trim() ?? '';
  const year = Number(row.get('year'));
  const release = releaseOfRow(row);
  const found = PATTERNS.find(
    ({ framework: pattern, until, from }) =>
      pattern.test(framework) &&
      (until === undefined || (year > 0 && year <= until)) &&
      (from === undefined || (release !== undefined && release >= from)),
  );
  if (found) return { stack: found.stack, as: found.stack };
  const said = framework === '' ? 'software not stated' : `software "${framework}" not known`;
  const as = usualStack(row);
  return { stack: OTHER_STACK, as, assumed: `${said}: taken for ${STACKS[as].label}` };
}

/** The release of NVIDIA's containers or benchmarks that a row belongs to, as year.month. */
export function releaseOfRow(row: RunRow): number | undefined {
  const words = [row.get('framework'), row.get('source_locator'), row.get('id')];
  for (const text of words) {
    const match = /(?:\bv|\bNeMo |Core )(2[3-9])\.(0\d|1[0-2])\b/.exec(text ?? '');
    if (match) return Number(`${match[1]}.${match[2]}`);
  }
  return undefined;
}
