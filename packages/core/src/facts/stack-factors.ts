// Written by scripts/fit/stacks.mjs: run it again instead of editing.
import type { Known } from '../base/index.ts';

/** Measured over modelled step time by software stack: the one factor that each stack has. */
export const STACK_FACTORS = {
  'megatron-lm-2021': fitted(1.025, [0.9886, 1.055], 10, 1),
  'megatron-lm-2022': fitted(1.055, [1.015, 1.072], 6, 1),
  'megatron-deepspeed-2022': fitted(1.237, [1.138, 1.42], 70, 3),
  'deepspeed-zero3-2021': fitted(1.916, [1.351, 2.997], 5, 1),
  'megatron-lm-2023': fitted(1.253, [1.193, 1.413], 9, 2),
  'megatron-core-2024': fitted(1.126, [1.042, 1.302], 40, 4),
  'megatron-core-2025': fitted(1.158, [1.048, 1.252], 206, 4),
  'megatron-bridge-2025': fitted(1.09, [0.8746, 1.75], 145, 3),
  'megatron-bridge-2026': fitted(0.9977, [0.8471, 1.45], 27, 1),
  mlperf: fitted(1.137, [0.9989, 1.379], 38, 1),
  megascale: fitted(1.08, [0.9986, 1.16], 5, 1),
  'meta-llama3': fitted(1.16, [1.16, 1.19], 2, 1),
  'llm-foundry': fitted(1.102, [0.9348, 1.345], 151, 1),
  torchtitan: fitted(1.189, [1.028, 1.431], 29, 1),
  'pytorch-fsdp': fitted(1.237, [0.8115, 1.365], 10, 3),
  internevo: fitted(1.268, [1.184, 1.768], 37, 1),
  maxtext: fitted(1.047, [0.9455, 1.452], 17, 2),
  paxml: fitted(1.009, [0.8746, 1.139], 9, 2),
} as const satisfies Readonly<Record<string, Known>>;

function fitted(
  value: number,
  range: readonly [number, number],
  rows: number,
  sources: number,
): Known {
  return {
    value,
    unit: '1',
    provenance: 'measured',
    range,
    source: {
      title: 'Backtest against published training runs',
      locator: 'validation/training-runs; docs/backtest.md',
    },
    reason: `Measured over modelled time of ${rows} runs of ${sources} sources: between the median of the runs and that of the sources; the range holds nine tenths of the runs.`,
  };
}
