import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import { type ForwardBackward, linearTime } from './linear.ts';

/** Logits and loss on the last stage for one micro-batch, s: vocabulary split over `tp`. */
export interface LogitsTimes {
  readonly gemm: ForwardBackward;
  /** Softmax and cross-entropy, streamed through memory. */
  readonly memoryBound: ForwardBackward;
}

export function logitsTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): LogitsTimes {
  const { model: m, kernels, constants: c } = job;
  const gemm = linearTime({ m: tokens, n: m.vocab / s.tp, k: m.hidden }, kernels, rec, FORMULAS);
  const bytes = (c.logitBytes * tokens * m.vocab) / s.tp;
  rec?.derive('bytes', {
    label: 'Bytes of logits and softmax',
    unit: 'MB',
    value: bytes,
    formula: 'constants.logitBytes * microBatchTokens * model.vocab / strategy.tp',
  });
  const stream = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('softmax', { bytes: rec.id('bytes'), fit: 'kernels.memory' }),
  );
  return { gemm, memoryBound: { forward: stream, backward: stream } };
}

const FORMULAS = {
  label: 'Logits',
  m: 'microBatchTokens',
  n: 'model.vocab / strategy.tp',
  k: 'model.hidden',
};
