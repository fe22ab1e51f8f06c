import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import type { ForwardBackward } from './linear.ts';

/**
 * Norms, residuals, rotary embedding and the activation of dense MLPs and shared experts: bytes
 * streamed through memory. Norms and residuals are split over tensor parallelism only where the stack
 * splits the sequence (Korthikanti et al. 2022, section 4.2.2). The activation of routed experts is
 * part of their own measured time.
 */
export function elementwiseTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, constants: c, kernels, stack } = job;
  const rows = stack.sequenceParallel === 'on' ? s.tp : 1;
  const split =
    2 * m.headDim * (m.heads + m.kvHeads) +
    ((m.denseLayers * m.ffn) / m.layers + m.sharedFfn) * m.mlpMatrices;
  const traffic = stack.elementwise === 'eager' ? c.eagerTraffic : 1;
  const bytes = traffic * c.activationBytes * tokens * ((10 * m.hidden) / rows + split / s.tp);
  rec?.derive('elementwiseBytes', {
    label: 'Bytes that element-wise operations of a layer stream',
    unit: 'MB',
    value: bytes,
    formula:
      `${stack.elementwise === 'eager' ? 'constants.eagerTraffic * ' : ''}constants.activationBytes` +
      ` * microBatchTokens * (10 * model.hidden${rows === s.tp ? ' / strategy.tp' : ''}` +
      ' + (2 * model.headDim * (model.heads + model.kvHeads)' +
      ' + (model.denseLayers * model.ffn / model.layers + model.sharedFfn) * model.mlpMatrices) / strategy.tp)',
    reason:
      'Counted by reads and writes: two norms (4), two residual additions (6), rotary embedding (2), gated activation.',
  });
  const forward = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('elementwise', { bytes: rec.id('elementwiseBytes'), fit: 'kernels.memory' }),
  );
  return { forward, backward: c.backwardElementwiseRatio * forward };
}
