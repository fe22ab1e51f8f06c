// Written by scripts/fit/memory-bound.mjs: run it again instead of editing.
import { fitted } from './fitted.ts';
import type { MemoryFit } from './types.ts';

/** Achieved memory bandwidth, from GEMMs that only stream their weights. */
export const MEMORY_FITS = {
  a100: {
    launch: fitted(0.00001438, 'us', 'a100_sxm-gemm.csv.gz'),
    bandwidth: fitted(1734000000000, 'TB/s', 'a100_sxm-gemm.csv.gz'),
    measured: { bytes: { least: 268484608, most: 2150105088 } },
    error: { median: 0.02123, p90: 0.05704 },
  },
  h100: {
    launch: fitted(0.00000496, 'us', 'h100_sxm-gemm.csv.gz'),
    bandwidth: fitted(2868000000000, 'TB/s', 'h100_sxm-gemm.csv.gz'),
    measured: { bytes: { least: 268484608, most: 6714621952 } },
    error: { median: 0.01192, p90: 0.03469 },
  },
  b200: {
    launch: fitted(0.000007, 'us', 'b200_sxm-gemm.csv.gz'),
    bandwidth: fitted(6595000000000, 'TB/s', 'b200_sxm-gemm.csv.gz'),
    measured: { bytes: { least: 268484608, most: 6714621952 } },
    error: { median: 0.04018, p90: 0.1004 },
  },
  gb200: {
    launch: fitted(0.000007899, 'us', 'gb200-gemm.csv.gz'),
    bandwidth: fitted(6817000000000, 'TB/s', 'gb200-gemm.csv.gz'),
    measured: { bytes: { least: 268484608, most: 6714621952 } },
    error: { median: 0.04396, p90: 0.1121 },
  },
} as const satisfies Readonly<Record<string, MemoryFit>>;
