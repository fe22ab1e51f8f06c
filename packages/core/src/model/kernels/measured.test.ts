import { describe, expect, it } from 'vitest';
import { plain } from '../../base/index.ts';
import { type CollectiveKind, KERNEL_FITS, type KernelDtype } from '../../facts/index.ts';
import { attentionTime, gemmTime, memoryBoundTime, nvlinkCollectiveTime } from './index.ts';
import { moeLayerTime } from './moe.ts';

// Rows of NVIDIA aiconfigurator 095f58a (Apache-2.0), latency in ms, picked before looking at their
// errors. Each fit says how far nine tenths of its rows are off; one row in ten is off further, here
// most of all the GB200 product of depth 16384 (23 %), so a row may be off by twice that.
const SLACK = 2;

type Measured = 'a100' | 'h100' | 'b200';

function expectNear(time: number, milliseconds: number, p90: number): void {
  expect(Math.abs(time / (milliseconds / 1e3) - 1)).toBeLessThan(SLACK * p90);
}

describe('kernel times against measured rows', () => {
  it.each<[Measured | 'gb200', KernelDtype, number, number, number, number]>([
    ['a100', 'bf16', 8192, 8192, 8192, 4.188501],
    ['a100', 'bf16', 4096, 12288, 12288, 4.78225],
    ['h100', 'bf16', 8192, 8192, 8192, 1.404784],
    ['h100', 'bf16', 4096, 6144, 4096, 0.2646693],
    ['h100', 'bf16', 2048, 10240, 8192, 0.4305707],
    ['h100', 'bf16', 32768, 51200, 10240, 46.17612],
    ['h100', 'fp8', 8192, 8192, 8192, 0.884912],
    ['h100', 'fp8', 4096, 12288, 12288, 0.927168],
    ['h100', 'fp8', 16384, 51200, 5120, 6.209035],
    ['b200', 'bf16', 8192, 8192, 8192, 0.737152],
    ['b200', 'fp8', 16384, 16384, 4096, 0.7961653],
    ['gb200', 'bf16', 8192, 4096, 16384, 0.878824],
    ['gb200', 'fp8', 2048, 10240, 8192, 0.1468667],
  ])('%s %s GEMM %i x %i x %i', (gpu, dtype, m, n, k, milliseconds) => {
    const fit = plain(KERNEL_FITS[gpu].gemm[dtype]!);
    expectNear(gemmTime({ m, n, k }, fit), milliseconds, fit.error.p90);
  });

  it.each<[Measured, KernelDtype, number, number, number, number, number, number]>([
    ['a100', 'bf16', 1, 8192, 32, 8, 128, 4.001109],
    ['h100', 'bf16', 4, 4096, 64, 8, 64, 1.493915],
    ['h100', 'bf16', 1, 8192, 32, 8, 128, 1.084496],
    ['h100', 'bf16', 1, 16384, 16, 2, 256, 3.865307],
    ['h100', 'fp8', 4, 4096, 64, 8, 128, 1.899195],
    ['b200', 'bf16', 1, 8192, 32, 8, 128, 0.5636746],
    ['b200', 'fp8', 1, 16384, 16, 2, 128, 0.8399626],
  ])('%s %s attention, batch %i, %i tokens, %i heads, %i of keys, %i wide', (...row) => {
    const [gpu, dtype, batch, seq, heads, kvHeads, headDim, milliseconds] = row;
    const fit = plain(KERNEL_FITS[gpu].attention[dtype]!);
    const time = attentionTime({ batch, seq, heads, kvHeads, headDim, window: 0 }, fit);
    expectNear(time, milliseconds, fit.error.p90);
  });

  it.each<[Measured, number, number, number, number, number, number, number]>([
    ['h100', 1, 8192, 64, 4, 192, 0, 3.905109],
    ['h100', 16, 8192, 64, 8, 192, 128, 9.284539],
    ['h100', 1, 16384, 64, 8, 64, 128, 0.654112],
    ['b200', 1, 16384, 64, 8, 64, 128, 0.4236427],
  ])(
    '%s attention, batch %i, %i tokens, %i heads, %i of keys, %i wide, a window of %i',
    (...row) => {
      const [gpu, batch, seq, heads, kvHeads, headDim, window, milliseconds] = row;
      const fit = plain(KERNEL_FITS[gpu].attention.bf16!);
      const time = attentionTime({ batch, seq, heads, kvHeads, headDim, window }, fit);
      expectNear(time, milliseconds, fit.error.p90);
    },
  );

  it.each<[Measured, CollectiveKind, number, number, number]>([
    ['a100', 'reduceScatter', 8, 268435456, 2.2071],
    ['h100', 'allReduce', 8, 268435456, 2.11106],
    ['h100', 'allGather', 8, 16777216, 0.12546],
    ['h100', 'allToAll', 2, 67108864, 0.25964],
    ['b200', 'allGather', 8, 134217728, 0.3931],
    ['b200', 'allReduce', 2, 256, 0.01026],
  ])('%s %s among %i GPUs, %i halves', (gpu, kind, gpus, halves, milliseconds) => {
    const fit = plain(KERNEL_FITS[gpu].collectives[kind]);
    expectNear(nvlinkCollectiveTime(2 * halves, gpus, fit), milliseconds, fit.error.p90);
  });

  it('H100 streaming 2 x 65536 x 51200 bytes of weights', () => {
    const fit = plain(KERNEL_FITS.h100.memory!);
    const bytes = 2 * (51200 + 51200 * 65536 + 65536);
    expectNear(memoryBoundTime(bytes, fit), 2.340997, fit.error.p90);
  });

  // Rows with one GPU for all experts, so that what arrives is what it works on but for the copies.
  it.each<[Measured, KernelDtype, number, number, number, number, number, number]>([
    ['h100', 'bf16', 8192, 8, 128, 4096, 1536, 4.109109],
    ['h100', 'fp8', 8192, 8, 256, 4096, 2048, 3.954869],
    ['h100', 'fp8-block', 16384, 2, 8, 4096, 14336, 17.65235],
  ])('%s %s experts, %i tokens to %i of %i, %i x %i', (...row) => {
    const [gpu, dtype, tokens, topK, experts, hidden, inter, milliseconds] = row;
    // Its values left the clock high.
    const fit = { ...plain(KERNEL_FITS[gpu].moe[dtype]!), sustained: Number.POSITIVE_INFINITY };
    const shape = { rows: tokens * topK, groups: experts, hidden, inter, up: 2 };
    const time = moeLayerTime(shape, { tokens, copies: shape.rows }, fit);
    expectNear(time, milliseconds, fit.error.p90);
  });
});
