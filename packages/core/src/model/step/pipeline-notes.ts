import type { Recorder, Source } from '../../base/index.ts';
import type { Strategy } from '../strategy.ts';
import type { PaceStage, PipelineTimes } from './times.ts';

const PTDP: Source = {
  title: 'Narayanan et al., Efficient Large-Scale Language Model Training, arXiv:2104.04473',
  locator: 'section 2.2: bubble of 1F1B and of interleaved 1F1B',
};

const LAYER_PARTS = {
  gemm: 'Matrix products',
  attention: 'Attention',
  memoryBound: 'Element-wise operations',
  tensorParallel: 'Tensor-parallel communication',
  contextParallel: 'Context-parallel communication',
  expertParallel: 'Expert exchange',
} as const;
const COMPUTE = ['gemm', 'attention', 'memoryBound'] as const;
const NAMES = Object.keys(LAYER_PARTS) as (keyof typeof LAYER_PARTS)[];

export interface SendParts {
  readonly send: number;
  readonly sends: number;
  /** 1 when the forward pass is computed again. */
  readonly again: number;
  /** 1 when only norms and activation functions are. */
  readonly cheap: number;
}

/** Notes the parts of a step that its pipeline makes of layers and logits. */
export function notePipeline(
  times: PipelineTimes,
  pace: PaceStage,
  parts: SendParts,
  s: Strategy,
  rec: Recorder,
): void {
  notePace(pace, parts, rec);
  for (const part of NAMES) noteLayerPart(part, times[part], parts.again, rec);
  rec.derive('recompute', {
    label: 'Computing activations again',
    unit: 'ms',
    value: times.recompute,
    formula:
      'again * microBatches * layers * (gemm + attention + memoryBound) + cheap * microBatches * layers * memoryBound',
    inputs: {
      ...RUNS,
      again: 'recomputes',
      cheap: 'recomputesCheap',
      ...Object.fromEntries(COMPUTE.map((part) => [part, `layer.${part}.forward`])),
    },
  });
  noteSends(times, parts, s, rec);
  rec.derive('bubble', {
    label: 'Pipeline bubble',
    unit: 'ms',
    value: times.bubble,
    formula: '(pp - 1) / vp * (layers * layerTime + logitsTime) / pp',
    inputs: {
      pp: 'strategy.pp',
      vp: 'strategy.vp',
      layers: 'model.layers',
      layerTime: 'layerTime',
      logitsTime: 'logitsTime',
    },
    source: PTDP,
  });
}

const RUNS = { microBatches: 'strategy.microBatches', layers: 'paceLayers' };

function notePace(pace: PaceStage, { again, cheap }: SendParts, rec: Recorder): void {
  rec.find('recomputesCheap', 'chosen', {
    label: 'Norms and activation functions computed again in the backward pass',
    unit: '1',
    value: cheap,
    reason: 'Follows from the recompute of the strategy: selective 1, else 0.',
  });
  rec.find('recomputes', 'chosen', {
    label: 'Forward passes computed again in the backward pass',
    unit: '1',
    value: again,
    reason: 'Follows from the recompute of the strategy: full 1, else 0.',
  });
  rec.derive('layerTime', {
    label: 'One layer on one micro-batch, forward and backward',
    unit: 'ms',
    value: pace.layerTime,
    formula: `${NAMES.map((part) => `${part}.forward`).join(' + ')} + ${NAMES.map((part) => `${part}.backward`).join(' + ')} + again * (${NAMES.map((part) => `${part}.forward`).join(' + ')}) + cheap * memoryBound.forward`,
    inputs: {
      again: 'recomputes',
      cheap: 'recomputesCheap',
      ...Object.fromEntries(
        NAMES.flatMap((part) =>
          ['forward', 'backward'].map((way) => [`${part}.${way}`, `layer.${part}.${way}`]),
        ),
      ),
    },
  });
  rec.derive('logitsTime', {
    label: 'Logits and loss on one micro-batch, forward and backward',
    unit: 'ms',
    value: pace.logitsTime,
    formula: 'forward + backward + 2 * softmax',
    inputs: {
      forward: 'logits.forward',
      backward: 'logits.backward',
      softmax: 'logits.softmax.time',
    },
  });
  rec.find('paceLayers', 'chosen', {
    label: 'Layers of the slowest stage',
    unit: '1',
    value: pace.layers,
    inputs: { stageLayers: 'stageLayers', layerTime: 'layerTime', logitsTime: 'logitsTime' },
    reason:
      'The stage whose layers and logits take longest; where layers do not fill the stages, the last has one less.',
  });
  rec.find('paceLogits', 'chosen', {
    label: 'Whether the slowest stage has the logits',
    unit: '1',
    value: pace.logits,
    inputs: { logitsTime: 'logitsTime' },
    reason: '1 when the last stage, with logits and loss, takes longest.',
  });
}

function noteLayerPart(
  part: keyof typeof LAYER_PARTS,
  value: number,
  again: number,
  rec: Recorder,
): void {
  const repeats = again === 1 && !COMPUTE.some((each) => each === part);
  const logits =
    part === 'gemm'
      ? ' + microBatches * logits * (logitsForward + logitsBackward)'
      : part === 'memoryBound'
        ? ' + microBatches * logits * (2 * softmax)'
        : '';
  rec.derive(part, {
    label: LAYER_PARTS[part],
    unit: 'ms',
    value,
    formula: `microBatches * layers * (forward + backward${repeats ? ' + again * forward' : ''})${logits}`,
    inputs: {
      ...RUNS,
      forward: `layer.${part}.forward`,
      backward: `layer.${part}.backward`,
      ...(repeats ? { again: 'recomputes' } : {}),
      ...(logits ? { logits: 'paceLogits' } : {}),
      ...(part === 'gemm'
        ? { logitsForward: 'logits.forward', logitsBackward: 'logits.backward' }
        : {}),
      ...(part === 'memoryBound' ? { softmax: 'logits.softmax.time' } : {}),
    },
  });
}

function noteSends(times: PipelineTimes, parts: SendParts, s: Strategy, rec: Recorder): void {
  const network = ['baseLatency', 'hopLatency', 'efficiency'];
  rec.derive('send', {
    label: 'One activation to the next stage',
    unit: 'ms',
    value: parts.send,
    formula:
      'if(pp > 1, 1, 0) * (baseLatency + hopLatency + bytes * tokens * hidden / tp / (nic * efficiency))',
    inputs: {
      pp: 'strategy.pp',
      tp: 'strategy.tp',
      bytes: 'constants.activationBytes',
      tokens: 'microBatchTokens',
      hidden: 'model.hidden',
      nic: 'hardware.networkBandwidth',
      ...Object.fromEntries(network.map((name) => [name, `kernels.network.${name}`])),
    },
  });
  rec.derive('pipelineSend', {
    label: 'Sending between stages',
    unit: 'ms',
    value: times.pipelineSend,
    formula: s.vp === 1 ? '2 * (microBatches + pp - 1) * send' : '2 * (pp - 1) * send',
    inputs: {
      ...(s.vp === 1 ? { microBatches: 'strategy.microBatches' } : {}),
      pp: 'strategy.pp',
      send: 'send',
    },
    reason:
      s.vp === 1
        ? 'Every send is waited for.'
        : 'Interleaved schedules hide sends except while filling and draining.',
  });
}
