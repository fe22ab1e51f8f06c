import { GPUS, readRows } from './lib.mjs';

/**
 * @typedef {import('./lib.mjs').Gpu} Gpu
 * @typedef {import('./lib.mjs').KernelDtype} KernelDtype
 * @typedef {{ m: number, n: number, k: number, time: number }} GemmRow time in s
 */

/**
 * How each precision is measured and stored. Hopper's block-scaled kernels keep one fp32 scale per 128
 * activations; Blackwell's use the scales of its tensor cores (one byte per 32, for fp4 per 16 elements).
 */
export const TYPES = {
  bf16: { name: 'bfloat16', inputBytes: 2, tileN: 128 },
  fp8: { name: 'fp8', inputBytes: 1, tileN: 128 },
  'fp8-block': { name: 'fp8_block', inputBytes: 1 + 4 / 128, tileN: 128 },
  mxfp8: { name: 'fp8_block', inputBytes: 1 + 1 / 32, tileN: 128 },
  nvfp4: { name: 'nvfp4', inputBytes: 0.5 + 1 / 16, tileN: 256 },
};

/**
 * GEMM rows of one GPU and precision; weight-only kernels are left out.
 *
 * @param {Gpu} gpu
 * @param {KernelDtype} dtype
 * @returns {GemmRow[]}
 */
export function gemmRows(gpu, dtype) {
  const source = dtype === 'mxfp8' ? 'deepgemm' : 'torch_flow';
  const texts = /** @type {const} */ (['kernel_source', 'gemm_dtype']);
  const numbers = /** @type {const} */ (['m', 'n', 'k', 'latency']);
  return readRows(gemmFile(gpu), { texts, numbers })
    .filter((row) => row.kernel_source === source && row.gemm_dtype === TYPES[dtype].name)
    .map(({ m, n, k, latency }) => ({ m, n, k, time: latency / 1e3 }));
}

/** @param {Gpu} gpu */
export function gemmFile(gpu) {
  return `${GPUS[gpu]}-gemm.csv.gz`;
}

/**
 * Shapes as training has them. Its token counts are multiples of 64; the tables also hold one token more
 * than such counts (1025, 1281, ...), for which other kernels are picked.
 *
 * @param {GemmRow} row
 */
export function ofTraining({ m, n, k }, least = 512) {
  return m >= least && n >= least && k >= least && m % 64 === 0;
}
