import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import type { LayerTimes } from './layer-times.ts';
import { tensorFormula } from './tensor.ts';

type Way = 'forward' | 'backward';

const PARTS = [
  'gemm',
  'attention',
  'memoryBound',
  'tensorParallel',
  'contextParallel',
  'expertParallel',
] as const;

/** Notes every part of an average layer, forward and backward, from the notes of its blocks. */
export function noteLayer(
  job: TrainingJob,
  s: Strategy,
  times: LayerTimes,
  moeShare: number,
  rec: Recorder,
): void {
  for (const way of ['forward', 'backward'] as const) {
    const derive = (part: keyof typeof LABELS, formula: string) =>
      rec.derive(`${part}.${way}`, {
        label: `${LABELS[part]} of a layer, ${way}`,
        unit: 'ms',
        value: times[part][way],
        formula,
      });
    derive('gemm', gemm(moeShare, way));
    derive('attention', `selfAttention.core.${way}`);
    derive('memoryBound', elementwise(job, way));
    derive('tensorParallel', s.tp === 1 ? NOTHING : tensorFormula(job, s, moeShare));
    derive('contextParallel', s.cp === 1 ? NOTHING : `selfAttention.context.${way}`);
    derive('expertParallel', expert(s, moeShare));
    derive('host', host(job, moeShare, way));
    derive('total', [...PARTS, 'host'].map((part) => `${part}.${way}`).join(' + '));
  }
  noteAgain(job, times, rec);
}

const LABELS = {
  gemm: 'Matrix products',
  attention: 'Attention',
  memoryBound: 'Element-wise operations',
  tensorParallel: 'Tensor-parallel communication',
  contextParallel: 'Context-parallel communication',
  expertParallel: 'Expert exchange',
  host: 'Waiting for the host',
  total: 'All',
} as const;

const NOTHING = '0 * elementwise.time';
const MOE_SHARE = '(model.layers - model.denseLayers) / model.layers';

function gemm(moeShare: number, way: Way): string {
  if (moeShare === 0) return `selfAttention.${way} + mlp.${way}`;
  if (moeShare === 1) return `selfAttention.${way} + moe.${way}`;
  return `selfAttention.${way} + (1 - ${MOE_SHARE}) * mlp.${way} + ${MOE_SHARE} * moe.${way}`;
}

function elementwise({ stack }: TrainingJob, way: Way): string {
  if (way === 'forward') return 'elementwise.time';
  const again = 'constants.backwardElementwiseRatio * elementwise.time';
  return stack.accumulation === 'fused' ? again : `${again} + accumulation`;
}

function expert(s: Strategy, moeShare: number): string {
  return s.ep === 1 || moeShare === 0 ? NOTHING : `${MOE_SHARE} * moe.exchange.time`;
}

function host(job: TrainingJob, moeShare: number, way: Way): string {
  if (way === 'backward') return '2 * host.forward';
  if (job.stack.cudaGraphs === 'on') return NOTHING;
  const computing = PARTS.map((part) => `${part}.forward`).join(' + ');
  const experts =
    moeShare === 0
      ? '0 * constants.layerLaunch'
      : `${MOE_SHARE} * (constants.moeLaunch + constants.expertLaunch * model.experts / strategy.ep)`;
  return `max(${experts}, constants.layerLaunch - (${computing}))`;
}

function noteAgain(job: TrainingJob, { again }: LayerTimes, rec: Recorder): void {
  rec.derive('again.full', {
    label: 'Computing a layer again, in full',
    unit: 'ms',
    value: again.full,
    formula: 'total.forward',
  });
  rec.derive('again.selective', {
    label: 'Computing a part of a layer again',
    unit: 'ms',
    value: again.selective,
    formula: selective(job),
    reason: SELECTIVE[job.stack.selective],
  });
}

const SELECTIVE = {
  attention: 'This stack computes the attention core again.',
  activations: 'This stack computes norms and activation functions again.',
  products: 'This stack computes every second product again, with norms and activation functions.',
} as const;

function selective({ stack, model }: TrainingJob): string {
  if (stack.selective === 'attention') return 'attention.forward';
  if (stack.selective === 'products') return 'gemm.forward / 2 + memoryBound.forward';
  return model.keyValueRank === 0
    ? 'memoryBound.forward'
    : 'memoryBound.forward + constants.latentRecompute * gemm.forward';
}
