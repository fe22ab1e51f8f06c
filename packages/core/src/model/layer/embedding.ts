import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import type { ForwardBackward } from './linear.ts';

/**
 * The input embedding of one micro-batch on the first stage: rows are read and written; in the backward pass
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
    formula: '2 * constants.activationBytes * microBatchTokens * model.hidden / strategy.tp',
  });
  const stream = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('lookup', { bytes: rec.id('bytes'), fit: 'kernels.memory' }),
  );
  for (const way of ['forward', 'backward'] as const) {
    rec?.derive(way, {
      label: `Embedding, ${way}`,
      unit: 'ms',
      value: stream,
      formula: 'lookup.time',
    });
  }
  return { forward: stream, backward: stream };
}
