import type { Recorder, Source } from '../../base/index.ts';
import { bandwidthNote } from '../fabric/topology.ts';
import type { TrainingJob } from '../job.ts';
import type { Block } from '../layer/block.ts';
import { microBatchesOf, type Strategy } from '../strategy.ts';
import {
  againOf,
  firstTime,
  lastTime,
  layerTimeOf,
  type Pace,
  paceLayers,
  paceOf,
  sendSpan,
  sendsOf,
  sendTime,
} from './pipeline.ts';
import type { StepTimes } from './step-times.ts';

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
  host: 'Waiting for the host',
} as const;
const NAMES = Object.keys(LAYER_PARTS) as (keyof typeof LAYER_PARTS)[];

/** Notes the parts of a step that come from running layers and logits through the pipeline. */
export function notePipeline(
  job: TrainingJob,
  s: Strategy,
  block: Block,
  times: StepTimes,
  rec: Recorder,
): void {
  noteStage(job, s, block, rec);
  notePace(job, s, paceOf(job, s, block), rec);
  for (const part of NAMES) noteLayerPart(part, times[part], rec);
  rec.derive('recompute', {
    label: 'Computing activations again',
    unit: 'ms',
    value: times.recompute,
    formula: 'layerRuns * again',
  });
  noteSends(job, s, times, rec);
  rec.derive('bubble', {
    label: 'Pipeline bubble',
    unit: 'ms',
    value: times.bubble,
    formula:
      '(strategy.pp - 1) / strategy.vp * (model.layers * layerTime + firstTime + lastTime) / strategy.pp',
    source: PTDP,
  });
}

function noteStage(job: TrainingJob, s: Strategy, block: Block, rec: Recorder): void {
  const layerTime = layerTimeOf(block, s);
  rec.derive('again', {
    label: 'Computing again in the backward of one layer',
    unit: 'ms',
    value: againOf(block, s),
    formula: s.recompute === 'none' ? '0 * layer.again.full' : `layer.again.${s.recompute}`,
    reason: 'Follows from the strategy’s choice of recompute.',
  });
  rec.derive('layerTime', {
    label: 'One layer on one micro-batch, forward and backward',
    unit: 'ms',
    value: layerTime,
    formula: 'layer.total.forward + layer.total.backward + again',
  });
  rec.derive('firstTime', {
    label: 'Embedding of one micro-batch, forward and backward',
    unit: 'ms',
    value: firstTime(block),
    formula: 'embedding.forward + embedding.backward',
  });
  rec.derive('lastTime', {
    label: 'Logits and loss on one micro-batch, forward and backward, with further tokens',
    unit: 'ms',
    value: lastTime(job, block, layerTime),
    formula:
      '(1 + model.mtpLayers) * (logits.forward + logits.backward + 2 * logits.softmax.time)' +
      ' + model.mtpLayers * layerTime',
  });
}

function notePace(job: TrainingJob, s: Strategy, pace: Pace, rec: Recorder): void {
  const choice = (name: string, label: string, value: number, reason: string) =>
    rec.find(name, 'chosen', {
      label,
      unit: '1',
      value,
      reason,
      inputs: ['stageLayers', 'layerTime', 'lastTime'],
    });
  const layers = paceLayers(job, s, pace);
  choice(
    'paceLayers',
    'Layers of the slowest stage',
    layers,
    'The stage that takes longest; where layers do not fill the stages, the last has one fewer, then the first.',
  );
  const logits = pace === 'only' || pace === 'last' ? 1 : 0;
  choice(
    'paceLogits',
    'Whether the slowest stage has the logits',
    logits,
    '1 when the last stage, with logits and loss, takes longest.',
  );
  choice(
    'paceEmbedding',
    'Whether the slowest stage has the embedding',
    pace === 'only' || pace === 'first' ? 1 : 0,
    '1 when the first stage takes longest, or is the only one.',
  );
  rec.derive('layerRuns', {
    label: 'Layers times micro-batches of the slowest stage',
    unit: '1',
    value: microBatchesOf(job.globalBatch, s) * (layers + logits * job.model.mtpLayers),
    formula:
      'strategy.microBatches * paceLayers + strategy.microBatches * paceLogits * model.mtpLayers',
  });
}

const HEADS = 'strategy.microBatches * paceLogits * (1 + model.mtpLayers)';
/** What the first and last stages add to a part. */
const ENDS: Readonly<Partial<Record<keyof typeof LAYER_PARTS, string>>> = {
  gemm: ` + ${HEADS} * (logits.forward + logits.backward)`,
  memoryBound: ` + ${HEADS} * (2 * logits.softmax.time) + strategy.microBatches * paceEmbedding * firstTime`,
};

function noteLayerPart(part: keyof typeof LAYER_PARTS, value: number, rec: Recorder): void {
  rec.derive(part, {
    label: LAYER_PARTS[part],
    unit: 'ms',
    value,
    formula: `layerRuns * (layer.${part}.forward + layer.${part}.backward)${ENDS[part] ?? ''}`,
  });
}

function noteSends(job: TrainingJob, s: Strategy, times: StepTimes, rec: Recorder): void {
  rec.derive('send', {
    label: 'One activation to the next stage',
    unit: 'ms',
    value: sendTime(job, s),
    formula:
      'if(strategy.pp > 1, 1, 0) * (kernels.network.baseLatency + kernels.network.hopLatency' +
      ' + constants.activationBytes * microBatchTokens * model.hidden / strategy.tp' +
      ` / (${bandwidthNote(job.hardware.network, sendSpan(job, s))} * kernels.network.efficiency))`,
  });
  const microBatches = microBatchesOf(job.globalBatch, s);
  const hides = sendsOf(job, s, microBatches) === s.pp - 1;
  rec.derive('pipelineSend', {
    label: 'Sending between stages',
    unit: 'ms',
    value: times.pipelineSend,
    formula: hides
      ? '2 * (strategy.pp - 1) * send'
      : '2 * (strategy.microBatches * strategy.vp + strategy.pp - 1) * send',
    reason: hides
      ? 'Interleaved schedules hide sends except while filling and draining.'
      : 'Every send is waited for.',
  });
}
