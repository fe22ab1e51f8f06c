export { KERNEL_FITS } from './fits.ts';
export { type GpuKernels, kernelsFor } from './for-gpu.ts';
export { moeImbalance } from './moe-imbalance.ts';
export { NETWORK_FIT } from './network.ts';
export type * from './types.ts';
