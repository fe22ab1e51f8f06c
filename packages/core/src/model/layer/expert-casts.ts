import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { ForwardBackward } from './linear.ts';

/** What the experts of one GPU work on. */
export interface ExpertWork {
  /** Experts on the GPU. */
  readonly groups: number;
  /** Inner width of an expert on the GPU. */
  readonly inner: number;
  /** Token copies that they process in total. */
  readonly worked: number;
  /** Matrices of the upward projection of an expert. */
  readonly up: number;
}

/**
 * Casting for the products of the experts, s; none in bf16. Weights are cast again for each micro-batch. With
 * one scale per tensor (`fp8`) the tokens of each expert need a separate cast as well: in the forward pass
 * the inputs and the intermediate values, in the backward pass the gradients of both. With a scale per block
 * the kernel that produces them can write them already cast.
 */
export function expertCasts(job: TrainingJob, work: ExpertWork, rec?: Recorder): ForwardBackward {
  if (job.precision === 'bf16') return NONE;
  const { model: m, kernels } = job;
  const { groups, inner, worked, up } = work;
  const castsTokens = job.precision === 'fp8';
  const bytes = job.constants[castsTokens ? 'tensorCastBytes' : 'blockCastBytes'];
  const weights = m.mlpMatrices * m.hidden * groups * inner;
  const tokens = castsTokens ? worked : 0;
  const casts = {
    forward: (bytes * (weights + tokens * (m.hidden + inner))) / kernels.memory.bandwidth,
    backward: (bytes * tokens * (m.hidden + up * inner)) / kernels.memory.bandwidth,
  };
  if (rec) noteCasts(casts, castsTokens, rec);
  return casts;
}

const NONE: ForwardBackward = { forward: 0, backward: 0 };

function noteCasts(casts: ForwardBackward, castsTokens: boolean, rec: Recorder): void {
  const bytes = castsTokens ? 'constants.tensorCastBytes' : 'constants.blockCastBytes';
  const tokens = castsTokens ? ' + worked * (model.hidden + inner)' : '';
  rec.derive('experts.castsForward', {
    label: 'Casting the weights of experts, and their tokens, forward',
    unit: 'ms',
    value: casts.forward,
    formula: `${bytes} * (model.mlpMatrices * model.hidden * groups * inner${tokens}) / kernels.memory.bandwidth`,
  });
  if (!castsTokens) return;
  rec.derive('experts.castsBackward', {
    label: 'Casting the gradients of the experts’ tokens',
    unit: 'ms',
    value: casts.backward,
    formula: `${bytes} * worked * (model.hidden + upMatrices * inner) / kernels.memory.bandwidth`,
  });
}
