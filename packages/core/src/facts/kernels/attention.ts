// Written by scripts/fit/attention.mjs: run it again instead of editing.
import { chosen, FLOP_PER_MAC, fitted } from './fitted.ts';
import { SMS } from './sms.ts';
import type { AttentionFit } from './types.ts';

/** Causal attention, forward. */
export const ATTENTION_FITS = {
  a100: {
    bf16: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(2, 'B', 'Queries and output are bf16 in memory.'),
      block: chosen(128, '1', 'Queries per block in FlashAttention kernels, head dimension 128.'),
      sms: SMS.a100,
      rampKeys: fitted(28.72, '1', 'a100_sxm-context_attention.csv.gz'),
      rate: fitted(151500000000000, 'TFLOP/s', 'a100_sxm-context_attention.csv.gz'),
      softmax: chosen(0, 'ps', 'One head dimension was measured: softmax is part of the rate.'),
      unhidden: chosen(0, '1', 'One head dimension was measured: softmax is part of the rate.'),
      bandwidth: fitted(696800000000, 'TB/s', 'a100_sxm-context_attention.csv.gz'),
      launch: fitted(0.00001184, 'us', 'a100_sxm-context_attention.csv.gz'),
      measured: {
        batch: { least: 1, most: 256 },
        seq: { least: 16, most: 16384 },
        heads: { least: 4, most: 96 },
        headDim: { least: 128, most: 128 },
      },
      error: { median: 0.02065, p90: 0.1018 },
    },
  },
  h100: {
    bf16: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(2, 'B', 'Queries and output are bf16 in memory.'),
      block: chosen(128, '1', 'Queries per block in FlashAttention kernels, head dimension 128.'),
      sms: SMS.h100,
      rampKeys: fitted(157.2, '1', 'h100_sxm-context_attention.csv.gz'),
      rate: fitted(666700000000000, 'TFLOP/s', 'h100_sxm-context_attention.csv.gz'),
      softmax: fitted(5.051e-13, 'ps', 'h100_sxm-context_attention.csv.gz'),
      unhidden: fitted(0.2529, '1', 'h100_sxm-context_attention.csv.gz'),
      bandwidth: fitted(1470000000000, 'TB/s', 'h100_sxm-context_attention.csv.gz'),
      launch: fitted(0.0000151, 'us', 'h100_sxm-context_attention.csv.gz'),
      measured: {
        batch: { least: 1, most: 256 },
        seq: { least: 1, most: 16384 },
        heads: { least: 1, most: 96 },
        headDim: { least: 64, most: 256 },
      },
      error: { median: 0.04584, p90: 0.1256 },
    },
    fp8: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(2, 'B', 'Queries and output are bf16 in memory.'),
      block: chosen(128, '1', 'Queries per block in FlashAttention kernels, head dimension 128.'),
      sms: SMS.h100,
      rampKeys: fitted(369.3, '1', 'h100_sxm-context_attention.csv.gz'),
      rate: fitted(1306000000000000, 'TFLOP/s', 'h100_sxm-context_attention.csv.gz'),
      softmax: fitted(3.535e-13, 'ps', 'h100_sxm-context_attention.csv.gz'),
      unhidden: fitted(0.7299, '1', 'h100_sxm-context_attention.csv.gz'),
      bandwidth: fitted(2236000000000, 'TB/s', 'h100_sxm-context_attention.csv.gz'),
      launch: fitted(0.00001437, 'us', 'h100_sxm-context_attention.csv.gz'),
      measured: {
        batch: { least: 1, most: 256 },
        seq: { least: 1, most: 16384 },
        heads: { least: 1, most: 96 },
        headDim: { least: 64, most: 256 },
      },
      error: { median: 0.04458, p90: 0.1222 },
    },
  },
  b200: {
    bf16: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(2, 'B', 'Queries and output are bf16 in memory.'),
      block: chosen(128, '1', 'Queries per block in FlashAttention kernels, head dimension 128.'),
      sms: SMS.b200,
      rampKeys: fitted(399.6, '1', 'b200_sxm-context_attention.csv.gz'),
      rate: fitted(1709000000000000, 'TFLOP/s', 'b200_sxm-context_attention.csv.gz'),
      softmax: fitted(2.938e-13, 'ps', 'b200_sxm-context_attention.csv.gz'),
      unhidden: fitted(0.399, '1', 'b200_sxm-context_attention.csv.gz'),
      bandwidth: fitted(2505000000000, 'TB/s', 'b200_sxm-context_attention.csv.gz'),
      launch: fitted(0.00001531, 'us', 'b200_sxm-context_attention.csv.gz'),
      measured: {
        batch: { least: 1, most: 256 },
        seq: { least: 1, most: 16384 },
        heads: { least: 1, most: 96 },
        headDim: { least: 64, most: 256 },
      },
      error: { median: 0.04392, p90: 0.1211 },
    },
    fp8: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(2, 'B', 'Queries and output are bf16 in memory.'),
      block: chosen(128, '1', 'Queries per block in FlashAttention kernels, head dimension 128.'),
      sms: SMS.b200,
      rampKeys: fitted(467.7, '1', 'b200_sxm-context_attention.csv.gz'),
      rate: fitted(2318000000000000, 'TFLOP/s', 'b200_sxm-context_attention.csv.gz'),
      softmax: fitted(2.623e-13, 'ps', 'b200_sxm-context_attention.csv.gz'),
      unhidden: fitted(0.3314, '1', 'b200_sxm-context_attention.csv.gz'),
      bandwidth: fitted(3194000000000, 'TB/s', 'b200_sxm-context_attention.csv.gz'),
      launch: fitted(0.00001526, 'us', 'b200_sxm-context_attention.csv.gz'),
      measured: {
        batch: { least: 1, most: 256 },
        seq: { least: 1, most: 16384 },
        heads: { least: 1, most: 96 },
        headDim: { least: 64, most: 256 },
      },
      error: { median: 0.04923, p90: 0.1592 },
    },
  },
} as const satisfies Readonly<Record<string, Partial<Record<'bf16' | 'fp8', AttentionFit>>>>;
