import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import type { LayerTimes } from './layer-times.ts';
import { tensorFormula } from './tensor.ts';

type Way = 'forward' | 'backward';
type Inputs = Readonly<Record<string, string>>;
type Explained = readonly [formula: string, inputs: Inputs];

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
    const derive = (part: keyof typeof LABELS, [formula, inputs]: Explained) =>
      rec.derive(`${part}.${way}`, {
        label: `${LABELS[part]} of a layer, ${way}`,
        unit: 'ms',
        value: times[part][way],
        formula,
        inputs,
      });
    derive('gemm', gemm(moeShare, way));
    derive('attention', ['core', { core: `selfAttention.core.${way}` }]);
    derive('memoryBound', elementwise(job, way));
    derive('tensorParallel', s.tp === 1 ? NOTHING : tensorFormula(job, s, moeShare));
    derive('contextParallel', s.cp === 1 ? NOTHING : context(way));
    derive('expertParallel', expert(s, moeShare));
    derive('host', host(job, moeShare, way));
    derive('total', [
      `${PARTS.join(' + ')} + host`,
      Object.fromEntries([...PARTS, 'host'].map((part) => [part, `${part}.${way}`])),
    ]);
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

const MIX: Inputs = { layers: 'model.layers', denseLayers: 'model.denseLayers' };
const NOTHING: Explained = ['0 * unused', { unused: 'elementwise.time' }];

function gemm(moeShare: number, way: Way): Explained {
  const linear = { linear: `selfAttention.${way}` };
  const mlp = { mlp: `mlp.${way}` };
  const moe = { moe: `moe.${way}` };
  if (moeShare === 0) return ['linear + mlp', { ...linear, ...mlp }];
  if (moeShare === 1) return ['linear + moe', { ...linear, ...moe }];
  return [
    'linear + (1 - (layers - denseLayers) / layers) * mlp + (layers - denseLayers) / layers * moe',
    { ...linear, ...mlp, ...moe, ...MIX },
  ];
}

function elementwise({ stack }: TrainingJob, way: Way): Explained {
  const time = { time: 'elementwise.time' };
  if (way === 'forward') return ['time', time];
  const again = { ...time, ratio: 'constants.backwardElementwiseRatio' };
  if (stack.accumulation === 'fused') return ['ratio * time', again];
  return ['ratio * time + added', { ...again, added: 'accumulation' }];
}

function context(way: Way): Explained {
  return ['context', { context: `selfAttention.context.${way}` }];
}

function expert(s: Strategy, moeShare: number): Explained {
  if (s.ep === 1 || moeShare === 0) return NOTHING;
  return ['(layers - denseLayers) / layers * exchange', { ...MIX, exchange: 'moe.exchange.time' }];
}

function host(job: TrainingJob, moeShare: number, way: Way): Explained {
  if (way === 'backward') return ['2 * forward', { forward: 'host.forward' }];
  if (job.stack.cudaGraphs === 'on') return NOTHING;
  const computing = Object.fromEntries(PARTS.map((part) => [part, `${part}.forward`]));
  const floor = `layerLaunch - (${PARTS.join(' + ')})`;
  const inputs = { layerLaunch: 'constants.layerLaunch', ...computing };
  if (moeShare === 0) return [`max(0 * layerLaunch, ${floor})`, inputs];
  return [
    `max((layers - denseLayers) / layers * (moeLaunch + expertLaunch * experts / ep), ${floor})`,
    {
      ...inputs,
      ...MIX,
      moeLaunch: 'constants.moeLaunch',
      expertLaunch: 'constants.expertLaunch',
      experts: 'model.experts',
      ep: 'strategy.ep',
    },
  ];
}

function noteAgain(job: TrainingJob, { again }: LayerTimes, rec: Recorder): void {
  rec.derive('again.full', {
    label: 'Computing a layer again, in full',
    unit: 'ms',
    value: again.full,
    formula: 'forward',
    inputs: { forward: 'total.forward' },
  });
  const [formula, inputs] = selective(job);
  rec.derive('again.selective', {
    label: 'Computing a part of a layer again',
    unit: 'ms',
    value: again.selective,
    formula,
    inputs,
    reason: SELECTIVE[job.stack.selective],
  });
}

const SELECTIVE = {
  attention: 'This stack makes the attention core again.',
  activations: 'This stack makes norms and activation functions again.',
  products: 'This stack makes every second product again, with norms and activation functions.',
} as const;

function selective({ stack, model }: TrainingJob): Explained {
  const memoryBound = { memoryBound: 'memoryBound.forward' };
  if (stack.selective === 'attention') return ['attention', { attention: 'attention.forward' }];
  const products = { ...memoryBound, gemm: 'gemm.forward' };
  if (stack.selective === 'products') return ['gemm / 2 + memoryBound', products];
  if (model.keyValueRank === 0) return ['memoryBound', memoryBound];
  return ['memoryBound + share * gemm', { ...products, share: 'constants.latentRecompute' }];
}
