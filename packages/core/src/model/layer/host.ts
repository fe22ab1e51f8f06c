import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';

/**
 * Time that the forward pass of one layer waits for the host, s; the backward pass launches twice as much.
 *
 * Without CUDA graphs a mixture layer reads back the number of tokens per expert before it launches the
 * experts, so launches cannot run ahead; and no layer takes less time than its launches.
 */
export function hostTime(
  job: TrainingJob,
  s: Strategy,
  moeShare: number,
  computing: number,
): number {
  if (job.stack.cudaGraphs === 'on') return 0;
  const { constants: c, model: m } = job;
  const experts = moeShare * (c.moeLaunch + (c.expertLaunch * m.experts) / s.ep);
  return Math.max(experts, c.layerLaunch - computing);
}
