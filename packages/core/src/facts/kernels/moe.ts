// Written by scripts/fit/moe.mjs: run it again instead of editing.
import { chosen, FLOP_PER_MAC, fitted, sustainedBy } from './fitted.ts';
import { GEMM_FITS } from './gemm.ts';
import { MEMORY_FITS } from './memory-bound.ts';
import { SMS } from './sms.ts';
import type { MoeFit } from './types.ts';

const TILE_REASON =
  '64 x 128 to 256 x 256 were tried on H100: the median error of 128 x 128 is within 0.3 points of the best.';
const UNSKEWED =
  'Only skewed tokens were measured: times were first divided by what the same skew costs an H100 that holds all experts.';

/** Experts of a mixture-of-experts layer, forward, tokens spread evenly. */
export const MOE_FITS = {
  a100: {
    bf16: {
      gemm: {
        flopPerMac: FLOP_PER_MAC,
        inputBytes: chosen(2, 'B', 'Bytes of the type; block scales add under 4 %.'),
        outputBytes: chosen(2, 'B', 'Products are written as bf16.'),
        castBytes: chosen(0, 'B', 'Casting is part of the traffic around the products.'),
        tileM: chosen(128, '1', TILE_REASON),
        tileN: chosen(128, '1', TILE_REASON),
        sms: SMS.a100,
        wavePenalty: fitted(0.4713, '1', 'a100_sxm-moe.csv.gz', UNSKEWED),
        rampK: fitted(1.002, '1', 'a100_sxm-moe.csv.gz', UNSKEWED),
        rate: fitted(257500000000000, 'TFLOP/s', 'a100_sxm-moe.csv.gz', UNSKEWED),
        droop: fitted(0.3975, '1', 'a100_sxm-moe.csv.gz', UNSKEWED),
        droopWork: fitted(149700000000, 'TFLOP', 'a100_sxm-moe.csv.gz', UNSKEWED),
        bandwidth: MEMORY_FITS.a100.bandwidth,
        unhidden: fitted(0.5072, '1', 'a100_sxm-moe.csv.gz', UNSKEWED),
        castBandwidth: MEMORY_FITS.a100.bandwidth,
        launch: GEMM_FITS.a100.bf16.launch,
        measured: {
          m: { least: 64, most: 16384 },
          n: { least: 256, most: 32768 },
          k: { least: 256, most: 32768 },
        },
        error: { median: 0.02934, p90: 0.1256 },
      },
      sustained: sustainedBy(GEMM_FITS.a100['bf16']),
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      tokenBytes: chosen(2, 'B', 'Each token is written once, as bf16.'),
      bandwidth: fitted(1602000000000, 'TB/s', 'a100_sxm-moe.csv.gz', UNSKEWED),
      routing: chosen(
        0,
        'ns',
        'One GPU holds all experts in what was measured: part of the bandwidth.',
      ),
      launch: fitted(0.00002334, 'us', 'a100_sxm-moe.csv.gz', UNSKEWED),
      measured: {
        rowsPerExpert: { least: 64, most: 16384 },
        groups: { least: 8, most: 256 },
        hidden: { least: 4096, most: 7168 },
        inter: { least: 256, most: 16384 },
      },
      error: { median: 0.02934, p90: 0.1256 },
    },
  },
  h100: {
    bf16: {
      gemm: {
        flopPerMac: FLOP_PER_MAC,
        inputBytes: chosen(2, 'B', 'Bytes of the type; block scales add under 4 %.'),
        outputBytes: chosen(2, 'B', 'Products are written as bf16.'),
        castBytes: chosen(0, 'B', 'Casting is part of the traffic around the products.'),
        tileM: chosen(128, '1', TILE_REASON),
        tileN: chosen(128, '1', TILE_REASON),
        sms: SMS.h100,
        wavePenalty: fitted(0.3428, '1', 'h100_sxm-moe.csv.gz'),
        rampK: fitted(185.1, '1', 'h100_sxm-moe.csv.gz'),
        rate: fitted(989400000000000, 'TFLOP/s', 'h100_sxm-moe.csv.gz'),
        droop: chosen(0, '1', 'No slower clock was seen in long expert layers.'),
        droopWork: chosen(
          1000000000000,
          'TFLOP',
          'No slower clock was seen in long expert layers.',
        ),
        bandwidth: fitted(3223000000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
        unhidden: fitted(0.2278, '1', 'h100_sxm-moe.csv.gz'),
        castBandwidth: MEMORY_FITS.h100.bandwidth,
        launch: GEMM_FITS.h100.bf16.launch,
        measured: {
          m: { least: 64, most: 4096 },
          n: { least: 256, most: 32768 },
          k: { least: 256, most: 32768 },
        },
        error: { median: 0.03315, p90: 0.08516 },
      },
      sustained: sustainedBy(GEMM_FITS.h100['bf16']),
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      tokenBytes: fitted(1.522, 'B', 'h100_sxm-moe.csv.gz'),
      bandwidth: fitted(2020000000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
      routing: fitted(9.971e-11, 'ns', 'h100_sxm-moe.csv.gz'),
      launch: fitted(0.00002441, 'us', 'h100_sxm-moe.csv.gz'),
      measured: {
        rowsPerExpert: { least: 64, most: 4096 },
        groups: { least: 1, most: 512 },
        hidden: { least: 2048, most: 6144 },
        inter: { least: 256, most: 16384 },
      },
      error: { median: 0.03315, p90: 0.08516 },
    },
    fp8: {
      gemm: {
        flopPerMac: FLOP_PER_MAC,
        inputBytes: chosen(1, 'B', 'Bytes of the type; block scales add under 4 %.'),
        outputBytes: chosen(2, 'B', 'Products are written as bf16.'),
        castBytes: chosen(0, 'B', 'Casting is part of the traffic around the products.'),
        tileM: chosen(128, '1', TILE_REASON),
        tileN: chosen(128, '1', TILE_REASON),
        sms: SMS.h100,
        wavePenalty: fitted(0.03373, '1', 'h100_sxm-moe.csv.gz'),
        rampK: fitted(1.085, '1', 'h100_sxm-moe.csv.gz'),
        rate: fitted(1979000000000000, 'TFLOP/s', 'h100_sxm-moe.csv.gz'),
        droop: chosen(0, '1', 'No slower clock was seen in long expert layers.'),
        droopWork: chosen(
          1000000000000,
          'TFLOP',
          'No slower clock was seen in long expert layers.',
        ),
        bandwidth: fitted(3317000000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
        unhidden: fitted(0.2501, '1', 'h100_sxm-moe.csv.gz'),
        castBandwidth: MEMORY_FITS.h100.bandwidth,
        launch: GEMM_FITS.h100.bf16.launch,
        measured: {
          m: { least: 64, most: 4096 },
          n: { least: 256, most: 32768 },
          k: { least: 256, most: 32768 },
        },
        error: { median: 0.02805, p90: 0.08337 },
      },
      sustained: sustainedBy(GEMM_FITS.h100['fp8']),
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      tokenBytes: fitted(3.355, 'B', 'h100_sxm-moe.csv.gz'),
      bandwidth: fitted(2062000000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
      routing: fitted(1.518e-10, 'ns', 'h100_sxm-moe.csv.gz'),
      launch: fitted(0.00002582, 'us', 'h100_sxm-moe.csv.gz'),
      measured: {
        rowsPerExpert: { least: 64, most: 4096 },
        groups: { least: 1, most: 512 },
        hidden: { least: 2048, most: 6144 },
        inter: { least: 256, most: 16384 },
      },
      error: { median: 0.02805, p90: 0.08337 },
    },
    'fp8-block': {
      gemm: {
        flopPerMac: FLOP_PER_MAC,
        inputBytes: chosen(1, 'B', 'Bytes of the type; block scales add under 4 %.'),
        outputBytes: chosen(2, 'B', 'Products are written as bf16.'),
        castBytes: chosen(0, 'B', 'Casting is part of the traffic around the products.'),
        tileM: chosen(128, '1', TILE_REASON),
        tileN: chosen(128, '1', TILE_REASON),
        sms: SMS.h100,
        wavePenalty: fitted(0.31, '1', 'h100_sxm-moe.csv.gz'),
        rampK: fitted(9.519, '1', 'h100_sxm-moe.csv.gz'),
        rate: fitted(1406000000000000, 'TFLOP/s', 'h100_sxm-moe.csv.gz'),
        droop: fitted(0.3985, '1', 'h100_sxm-moe.csv.gz'),
        droopWork: fitted(829700000000, 'TFLOP', 'h100_sxm-moe.csv.gz'),
        bandwidth: fitted(3350000000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
        unhidden: fitted(0.1476, '1', 'h100_sxm-moe.csv.gz'),
        castBandwidth: MEMORY_FITS.h100.bandwidth,
        launch: GEMM_FITS.h100.bf16.launch,
        measured: {
          m: { least: 64, most: 4096 },
          n: { least: 256, most: 32768 },
          k: { least: 256, most: 32768 },
        },
        error: { median: 0.01918, p90: 0.0582 },
      },
      sustained: sustainedBy(GEMM_FITS.h100['fp8-block']),
      activationBytes: chosen(2, 'B', 'Activations move as bf16.'),
      tokenBytes: fitted(0.4968, 'B', 'h100_sxm-moe.csv.gz'),
      bandwidth: fitted(647700000000, 'TB/s', 'h100_sxm-moe.csv.gz'),
      routing: fitted(3.507e-10, 'ns', 'h100_sxm-moe.csv.gz'),
      launch: fitted(0.00000887, 'us', 'h100_sxm-moe.csv.gz'),
      measured: {
        rowsPerExpert: { least: 64, most: 4096 },
        groups: { least: 1, most: 512 },
        hidden: { least: 2048, most: 7168 },
        inter: { least: 256, most: 16384 },
      },
      error: { median: 0.01918, p90: 0.0582 },
    },
  },
} as const satisfies Readonly<
  Record<string, Partial<Record<'bf16' | 'fp8' | 'fp8-block', MoeFit>>>
>;
