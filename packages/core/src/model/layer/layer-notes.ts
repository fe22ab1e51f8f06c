import type { Recorder } from '../../base/index.ts';
import type { LayerTimes } from '../step/times.ts';
import type { Strategy } from '../strategy.ts';

type Way = 'forward' | 'backward';
type Inputs = Readonly<Record<string, string>>;

/** Notes every part of an average layer, forward and backward, from the notes of its blocks. */
export function noteLayer(times: LayerTimes, s: Strategy, moeShare: number, rec: Recorder): void {
  for (const way of ['forward', 'backward'] as const) {
    const derive = (part: keyof LayerTimes, label: string, [formula, inputs]: [string, Inputs]) =>
      rec.derive(`${part}.${way}`, {
        label: `${label} of a layer, ${way}`,
        unit: 'ms',
        value: times[part][way],
        formula,
        inputs,
      });
    derive('gemm', 'Matrix products', gemm(moeShare, way));
    derive('attention', 'Attention', ['core', { core: `selfAttention.core.${way}` }]);
    derive('memoryBound', 'Element-wise operations', elementwise(way));
    derive('tensorParallel', 'Tensor-parallel communication', tensor(s, moeShare));
    derive('contextParallel', 'Context-parallel communication', context(s, way));
    derive('expertParallel', 'Expert exchange', expert(s, moeShare));
  }
}

const MIX: Inputs = { layers: 'model.layers', denseLayers: 'model.denseLayers' };
const NOTHING: [string, Inputs] = ['0 * unused', { unused: 'elementwise.time' }];

function gemm(moeShare: number, way: Way): [string, Inputs] {
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

function elementwise(way: Way): [string, Inputs] {
  const time = { time: 'elementwise.time' };
  if (way === 'forward') return ['time', time];
  return ['ratio * time', { ...time, ratio: 'constants.backwardElementwiseRatio' }];
}

function tensor(s: Strategy, moeShare: number): [string, Inputs] {
  if (s.tp === 1) return NOTHING;
  const inputs = { gather: 'tensorParallel.gather.time', scatter: 'tensorParallel.scatter.time' };
  if (s.ep === 1 || moeShare === 0) return ['2 * (gather + scatter)', inputs];
  return ['(2 - (layers - denseLayers) / layers) * (gather + scatter)', { ...inputs, ...MIX }];
}

function context(s: Strategy, way: Way): [string, Inputs] {
  if (s.cp === 1) return NOTHING;
  const gather = { gather: 'selfAttention.gather.time' };
  if (way === 'forward') return ['gather', gather];
  return ['gather + scatter', { ...gather, scatter: 'selfAttention.scatter.time' }];
}

function expert(s: Strategy, moeShare: number): [string, Inputs] {
  if (s.ep === 1 || moeShare === 0) return NOTHING;
  return ['(layers - denseLayers) / layers * exchange', { ...MIX, exchange: 'moe.exchange.time' }];
}
