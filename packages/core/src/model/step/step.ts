import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { layerTimes } from '../layer/layer.ts';
import { logitsTime } from '../layer/logits.ts';
import { stageLayers } from '../memory/memory.ts';
import type { Strategy } from '../strategy.ts';
import { dataParallelTime } from './data-parallel.ts';
import { pipelineTimes } from './pipeline.ts';
import type { PipelineTimes } from './times.ts';

/** Where the time of one optimizer step goes, s. The parts add up to `time`. */
export interface StepTimes extends PipelineTimes {
  readonly dataParallel: number;
  readonly optimizer: number;
  /** What is not modelled: launches, jitter, stragglers, data loading. */
  readonly overhead: number;
  readonly time: number;
}

/**
 * Time of one optimizer step: layers of the slowest pipeline stage, its micro-batches, the bubble,
 * what of data parallelism does not hide behind computing, and the optimizer.
 *
 * What is not modelled (host launches, stragglers, jitter, data loading) is one share of the rest,
 * the only constant from training runs. No overlap of tensor-, context- and expert-parallel
 * communication with computing is counted. The caller checks that the strategy fits.
 */
export function stepTime(job: TrainingJob, s: Strategy, rec?: Recorder): StepTimes {
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const layers = stageLayers(job.model.layers, s);
  const layer = layerTimes(job, s, tokens, rec?.within('layer'));
  const logits = logitsTime(job, s, tokens, rec?.within('logits'));
  const pipeline = pipelineTimes(job, s, { tokens, layers, layer, logits }, rec);
  const exchange = dataParallelTime(job, s, { layers, layer }, rec);
  const modelled = sum(pipeline) + exchange.exposed + exchange.optimizer;
  const overhead = job.constants.overheadShare * modelled;
  rec?.derive('dataParallel', {
    label: 'Data-parallel communication that computing does not hide',
    unit: 'ms',
    value: exchange.exposed,
    formula: 'exposed',
    inputs: { exposed: 'gradients.exposed' },
  });
  const times = {
    ...pipeline,
    dataParallel: exchange.exposed,
    optimizer: exchange.optimizer,
    overhead,
    time: modelled + overhead,
  };
  if (rec) noteTime(times, rec);
  return times;
}

const PARTS = [
  'gemm',
  'attention',
  'memoryBound',
  'recompute',
  'tensorParallel',
  'contextParallel',
  'expertParallel',
  'pipelineSend',
  'bubble',
  'dataParallel',
  'optimizer',
] as const;

function sum(p: PipelineTimes): number {
  return (
    p.gemm +
    p.attention +
    p.memoryBound +
    p.recompute +
    p.tensorParallel +
    p.contextParallel +
    p.expertParallel +
    p.pipelineSend +
    p.bubble
  );
}

function noteTime(times: StepTimes, rec: Recorder): void {
  const parts = Object.fromEntries(PARTS.map((part) => [part, part]));
  rec.derive('overhead', {
    label: 'Overhead that is not modelled',
    unit: 'ms',
    value: times.overhead,
    formula: `share * (${PARTS.join(' + ')})`,
    inputs: { ...parts, share: 'constants.overheadShare' },
    reason: 'Launches on the host, jitter, stragglers, data loading and overlap that fails.',
  });
  rec.derive('time', {
    label: 'Time of one optimizer step',
    unit: 's',
    value: times.time,
    formula: `${PARTS.join(' + ')} + overhead`,
    inputs: { ...parts, overhead: 'overhead' },
    reason:
      'No overlap of tensor-, context- and expert-parallel communication with computing is counted.',
  });
}
