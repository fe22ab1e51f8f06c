// Written by scripts/write-backtest.mjs: run it again instead of editing.
import type { Source } from '../base/index.ts';
import type { IntervalTable } from './error-interval.ts';

/** Measured over predicted step time of published runs, out of sample, by stratum of the backtest. */
export const TRAINING_ERROR = {
  provenance: 'measured',
  source: {
    title: 'Backtest against 817 published training runs of 25 sources',
    locator: 'validation/training-runs; docs/backtest.md',
  },
  asOf: '2026-11-23',
  /** GPUs of the largest of these runs. */
  mostGpus: 16384,
  all: {
    rows: 817,
    sources: 25,
    within80: { low: 0.8935, high: 1.183 },
    within95: { low: 0.8157, high: 1.364 },
  },
  strata: {
    h100Bf16: {
      rows: 163,
      sources: 9,
      within80: { low: 0.9398, high: 1.135 },
      within95: { low: 0.914, high: 1.147 },
    },
    h100Fp8: {
      rows: 165,
      sources: 10,
      within80: { low: 0.9146, high: 1.195 },
      within95: { low: 0.8807, high: 1.369 },
    },
    moe: {
      rows: 150,
      sources: 4,
      within80: { low: 0.7164, high: 1.115 },
      within95: { low: 0.6803, high: 1.541 },
    },
    moeHopper: {
      rows: 52,
      sources: 4,
      within80: { low: 0.844, high: 1.311 },
      within95: { low: 0.7144, high: 1.685 },
    },
    manyGpus: {
      rows: 102,
      sources: 12,
      within80: { low: 0.9238, high: 1.182 },
      within95: { low: 0.918, high: 1.853 },
    },
    a100: {
      rows: 247,
      sources: 13,
      within80: { low: 0.8723, high: 1.184 },
      within95: { low: 0.865, high: 1.49 },
    },
    a100Nodes: {
      rows: 173,
      sources: 13,
      within80: { low: 0.8832, high: 1.184 },
      within95: { low: 0.867, high: 1.499 },
    },
    blackwell: {
      rows: 186,
      sources: 6,
      within80: { low: 0.75, high: 1.069 },
      within95: { low: 0.7128, high: 1.22 },
    },
    longContext: {
      rows: 38,
      sources: 4,
      within80: { low: 0.828, high: 1.171 },
      within95: { low: 0.7748, high: 1.197 },
    },
  },
} as const satisfies IntervalTable & {
  readonly provenance: 'measured';
  readonly source: Source;
  readonly asOf: string;
  readonly mostGpus: number;
};
