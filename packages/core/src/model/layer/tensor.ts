import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { collectiveTime } from './communication.ts';
import type { ForwardBackward } from './linear.ts';

/**
 * Tensor parallelism around one block of a layer, one way, s. With sequence parallelism a block gathers its
 * input and scatters its output over `tp`; without it, it sums its output. The backward pass does the same in
 * reverse (Korthikanti et al. 2022, figure 5). If a stack overlaps in 8 bits, what is gathered has already
 * been cast (Transformer Engine, user buffers): half the bytes.
 */
export function tensorBlockTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): number {
  if (s.tp === 1) return 0;
  const { model: m, constants: c, stack } = job;
  const bytes = c.activationBytes * tokens * m.hidden;
  const gathered = gathersCast(job) ? bytes / 2 : bytes;
  const of = (
    kind: 'allGather' | 'reduceScatter' | 'allReduce',
    size: number,
    name: string,
    label: string,
  ) =>
    collectiveTime(
      job,
      { kind, bytes: size, gpus: s.tp, inner: 1 },
      rec?.within(name),
      rec && { ...TENSOR, ...(size < bytes ? CAST : {}), label },
    );
  return stack.sequenceParallel === 'on'
    ? of('allGather', gathered, 'gather', 'Gathering activations') +
        of('reduceScatter', bytes, 'scatter', 'Scattering sums')
    : of('allReduce', bytes, 'reduce', 'Summing activations');
}

/**
 * The part of tensor parallelism that computing does not hide, in one layer of two blocks. Mixture layers
 * with ep > 1 exchange tokens instead.
 */
export function tensorParallelTime(
  { constants: c, stack }: TrainingJob,
  s: Strategy,
  moeShare: number,
  block: number,
): ForwardBackward {
  const blocks = 2 - (s.ep > 1 ? moeShare : 0);
  const share = stack.tensorOverlap === 'on' ? c.exposedTensor : 1;
  const time = share * blocks * block;
  return { forward: time, backward: time };
}

function gathersCast({ precision, stack }: TrainingJob): boolean {
  return precision !== 'bf16' && stack.tensorOverlap === 'on';
}

/** The formula of `tensorParallelTime`, for the note that sums up a layer. */
export function tensorFormula({ stack }: TrainingJob, s: Strategy, moeShare: number): string {
  const share = stack.tensorOverlap === 'on' ? 'constants.exposedTensor * ' : '';
  const mixed = s.ep > 1 && moeShare > 0;
  const blocks = mixed ? '(2 - (model.layers - model.denseLayers) / model.layers)' : '2';
  const block =
    stack.sequenceParallel === 'on'
      ? 'tensorParallel.gather.time + tensorParallel.scatter.time'
      : 'tensorParallel.reduce.time';
  return `${share}${blocks} * (${block})`;
}

const BYTES = 'constants.activationBytes * microBatchTokens * model.hidden';
const CAST = { bytes: `${BYTES} / 2` };
const TENSOR = { bytes: BYTES, gpus: 'strategy.tp', inner: '1' };
