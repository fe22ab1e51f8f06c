export { KERNEL_DOUBTS } from './doubt.ts';
export { KERNEL_FITS } from './fits.ts';
export {
  type DescribedGpu,
  type GpuKernels,
  type KernelStanding,
  kernelsFor,
  kernelsOf,
} from './for-gpu.ts';
export { moeImbalance } from './moe-imbalance.ts';
export { NETWORK_FIT } from './network.ts';
export type * from './types.ts';
