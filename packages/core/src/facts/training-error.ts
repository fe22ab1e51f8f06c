// Written by scripts/write-backtest.mjs: run it again instead of editing.
import type { Source } from '../base/index.ts';
import type { IntervalTable } from './error-interval.ts';

/** Measured over predicted step time of published runs, out of sample, by stratum of the backtest. */
export const TRAINING_ERROR = {
  provenance: 'measured',
  source: {
    title: 'Backtest against 580 published training runs of 23 sources',
    locator: 'validation/training-runs; docs/backtest.md',
  },
  asOf: '2026-11-23',
  all: {
    rows: 580,
    sources: 23,
    within80: { low: 0.7474, high: 1.286 },
    within95: { low: 0.6305, high: 1.816 },
  },
  strata: {
    h100Bf16: {
      rows: 155,
      sources: 8,
      within80: { low: 0.7467, high: 1.295 },
      within95: { low: 0.6194, high: 1.971 },
    },
    h100Fp8: {
      rows: 152,
      sources: 9,
      within80: { low: 0.8265, high: 1.152 },
      within95: { low: 0.7381, high: 1.621 },
    },
    manyGpus: {
      rows: 93,
      sources: 10,
      within80: { low: 0.7425, high: 1.171 },
      within95: { low: 0.618, high: 2.418 },
    },
    a100: {
      rows: 171,
      sources: 11,
      within80: { low: 0.819, high: 1.604 },
      within95: { low: 0.6931, high: 1.843 },
    },
    a100Nodes: {
      rows: 97,
      sources: 11,
      within80: { low: 0.825, high: 1.607 },
      within95: { low: 0.707, high: 1.849 },
    },
  },
} as const satisfies IntervalTable & {
  readonly provenance: 'measured';
  readonly source: Source;
  readonly asOf: string;
};
