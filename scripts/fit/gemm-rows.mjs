import { GPUS, readRows } from './lib.mjs';

const NAMES = { bf16: 'bfloat16', fp8: 'fp8' };

/** Plain GEMM rows of one GPU and precision; block-scaled and weight-only kernels are left out. */
export function gemmRows(gpu, dtype) {
  return readRows(gemmFile(gpu))
    .filter((row) => row.kernel_source === 'torch_flow' && row.gemm_dtype === NAMES[dtype])
    .map(({ m, n, k, latency }) => ({ m, n, k, time: latency / 1e3 }));
}

export function gemmFile(gpu) {
  return `${GPUS[gpu]}-gemm.csv.gz`;
}

/** Shapes as training has them. */
export function ofTraining({ m, n, k }) {
  return m >= 512 && n >= 512 && k >= 512;
}
