import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { Held } from '../memory/held.ts';

/**
 * The optimizer, s: Adam on the parameters whose state the GPU holds, and clearing, summing and clipping the
 * gradients it holds, all streamed through memory.
 */
export function optimizerTime(
  { constants: c, kernels }: TrainingJob,
  held: Held,
  rec?: Recorder,
): number {
  const bytes = c.optimizerTraffic * held.optimized + c.gradientTraffic * held.summed;
  rec?.derive('optimizerBytes', {
    label: 'Bytes that the optimizer streams on one GPU',
    unit: 'GB',
    value: bytes,
    formula:
      'constants.optimizerTraffic * held.shardedParameters' +
      ' + constants.gradientTraffic * held.summedParameters',
  });
  const time = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('update', { bytes: rec.id('optimizerBytes'), fit: 'kernels.memory' }),
  );
  rec?.derive('optimizer', {
    label: 'Optimizer',
    unit: 'ms',
    value: time,
    formula: 'update.time',
  });
  return time;
}
