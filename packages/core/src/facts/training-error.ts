// Written by scripts/write-backtest.mjs: run it again instead of editing.
import type { Source } from '../base/index.ts';
import type { IntervalTable } from './error-interval.ts';

/** Measured over predicted step time of published runs, out of sample, by stratum of the backtest. */
export const TRAINING_ERROR = {
  provenance: 'measured',
  source: {
    title: 'Backtest against 806 published training runs of 25 sources',
    locator: 'validation/training-runs; docs/backtest.md',
  },
  asOf: '2026-11-23',
  /** GPUs of the largest of these runs. */
  mostGpus: 16384,
  all: {
    rows: 806,
    sources: 25,
    within80: { low: 0.8952, high: 1.196 },
    within95: { low: 0.8176, high: 1.371 },
  },
  strata: {
    h100Bf16: {
      rows: 162,
      sources: 9,
      within80: { low: 0.951, high: 1.136 },
      within95: { low: 0.9203, high: 1.152 },
    },
    h100Fp8: {
      rows: 164,
      sources: 10,
      within80: { low: 0.9153, high: 1.202 },
      within95: { low: 0.8919, high: 1.361 },
    },
    moe: {
      rows: 150,
      sources: 4,
      within80: { low: 0.7178, high: 1.117 },
      within95: { low: 0.681, high: 1.545 },
    },
    moeHopper: {
      rows: 52,
      sources: 4,
      within80: { low: 0.845, high: 1.314 },
      within95: { low: 0.7152, high: 1.689 },
    },
    manyGpus: {
      rows: 102,
      sources: 12,
      within80: { low: 0.9247, high: 1.199 },
      within95: { low: 0.9198, high: 1.881 },
    },
    a100: {
      rows: 247,
      sources: 13,
      within80: { low: 0.8762, high: 1.2 },
      within95: { low: 0.8658, high: 1.512 },
    },
    a100Nodes: {
      rows: 173,
      sources: 13,
      within80: { low: 0.8799, high: 1.2 },
      within95: { low: 0.8675, high: 1.521 },
    },
    blackwell: {
      rows: 177,
      sources: 6,
      within80: { low: 0.7517, high: 1.084 },
      within95: { low: 0.7141, high: 1.223 },
    },
    longContext: {
      rows: 38,
      sources: 4,
      within80: { low: 0.8355, high: 1.189 },
      within95: { low: 0.7801, high: 1.21 },
    },
  },
} as const satisfies IntervalTable & {
  readonly provenance: 'measured';
  readonly source: Source;
  readonly asOf: string;
  readonly mostGpus: number;
};
