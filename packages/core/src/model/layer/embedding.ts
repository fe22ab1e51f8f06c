import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import { type ForwardBackward, noteWays } from './linear.ts';

/**
 * The input embedding of one micro-batch on the first stage: rows are read and written, backward
 * their gradients are read and added to the table's.
 */
export function embeddingTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels, constants: c } = job;
  const bytes = (2 * c.activationBytes * tokens * m.hidden) / s.tp;
  rec?.derive('bytes', {
    label: 'Bytes of embedded tokens, read and written',
    unit: 'MB',
    value: bytes,
    formula: '2 * bytes * tokens * hidden / tp',
    inputs: {
      bytes: 'constants.activationBytes',
      tokens: 'microBatchTokens',
      hidden: 'model.hidden',
      tp: 'strategy.tp',
    },
  });
  const stream = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('lookup', { bytes: rec.id('bytes'), fit: 'kernels.memory' }),
  );
  const time = { forward: stream, backward: stream };
  if (rec) noteWays('Embedding', time, 'stream', rec, () => ({ stream: 'lookup.time' }));
  return time;
}
