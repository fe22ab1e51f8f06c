// Written by scripts/fit/moe.mjs: run it again instead of editing.
import { chosen, fitted } from './fitted.ts';
import type { MoeFit } from './types.ts';

/** Gated experts of a mixture-of-experts layer, tokens spread evenly. */
export const MOE_FITS = {
  h100: {
    bf16: {
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      slowdown: fitted(1.06, '1', 'h100_sxm-moe.csv.gz'),
      measured: { rowsPerExpert: { least: 128, most: 4096 } },
      error: { median: 0.08961, p90: 0.294 },
    },
    fp8: {
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      slowdown: fitted(0.866, '1', 'h100_sxm-moe.csv.gz'),
      measured: { rowsPerExpert: { least: 128, most: 4096 } },
      error: { median: 0.1198, p90: 0.5415 },
    },
  },
} as const satisfies Readonly<Record<string, Record<'bf16' | 'fp8', MoeFit>>>;
