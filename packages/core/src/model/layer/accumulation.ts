import type { Recorder, Seconds } from '../../base/index.ts';
import { countAttention } from '../architecture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';

/**
 * Adding one micro-batch's gradients of a layer to their fp32 sums, if the products do not do it themselves:
 * a pass over every weight on the GPU however few tokens there are, so small micro-batches suffer most.
 */
export function accumulationTime(job: TrainingJob, s: Strategy, rec?: Recorder): Seconds {
  if (job.stack.accumulation === 'fused') return 0;
  const { model: m, kernels, constants } = job;
  const dense = (m.denseLayers / m.layers) * m.mlpMatrices * m.hidden * m.ffn;
  const moeShare = (m.layers - m.denseLayers) / m.layers;
  const shared = m.mlpMatrices * m.hidden * m.sharedFfn;
  const experts = (m.mlpMatrices * m.hidden * m.expertFfn * m.experts) / (s.ep * s.etp);
  const weights = (countAttention(m) + dense + moeShare * shared) / s.tp + moeShare * experts;
  const time = (constants.accumulationBytes * weights) / kernels.memory.bandwidth;
  if (rec) note(time, moeShare, rec);
  return time;
}

function note(value: Seconds, moeShare: number, rec: Recorder): void {
  const experts =
    ' + (model.layers - model.denseLayers) / model.layers * model.mlpMatrices * model.hidden' +
    ' * (model.sharedFfn / strategy.tp + model.expertFfn * model.experts / (strategy.ep * strategy.etp))';
  rec.derive('accumulation', {
    label: 'Adding the gradients of a layer to their sums',
    unit: 'ms',
    value,
    formula:
      'constants.accumulationBytes * ((size.attentionParameters' +
      ' + model.denseLayers / model.layers * size.denseMlpParameters) / strategy.tp' +
      `${moeShare > 0 ? experts : ''}) / kernels.memory.bandwidth`,
  });
}
