import type { WeightLayout } from '../decoder/index.ts';

/** All that training changes; a checkpoint holds it, and a peer gets it. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  readonly parameters: Float32Array;
  /** AdamW's running means of the gradient and of its square. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Settings of AdamW and of its learning rate. */
export interface OptimizerOptions {
  /** Highest learning rate, reached after the warm-up. */
  readonly learningRate: number;
  /** The last step's learning rate, as a share of the highest. */
  readonly finalShare: number;
  readonly warmUpSteps: number;
  readonly steps: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; norms and the like do not decay. */
  readonly weightDecay: number;
  /** A gradient of a larger Euclidean norm is scaled down to it. */
  readonly clipNorm: number;
}

/** What runs of this size are commonly trained with, as in Llama's papers but for the learning rate. */
export function defaultOptimizer(steps: number): OptimizerOptions {
  return {
    learningRate: 3e-3,
    finalShare: 0.1,
    warmUpSteps: Math.min(50, Math.ceil(steps / 10)),
    steps,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0.1,
    clipNorm: 1,
  };
}

/** Linear warm-up, then half a cosine. `step` counts from 1. */
export function learningRateAt(step: number, options: OptimizerOptions): number {
  const { learningRate, warmUpSteps, steps, finalShare } = options;
  if (step <= warmUpSteps) return (learningRate * step) / warmUpSteps;
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, steps - warmUpSteps));
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalShare + (1 - finalShare) * cosine);
}

/**
 * One step of AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) in the order of the
 * weights. `gradient` is the mean over the step; numbers after the weights' are not looked at.
 */
export function applyAdamW(
  state: TrainingState,
  gradient: Float32Array,
  layout: WeightLayout,
  options: OptimizerOptions,
): void {
  const { beta1, beta2, epsilon } = options;
  state.step++;
  const rate = learningRateAt(state.step, options);
  const scale = clipScale(gradient, layout.size, options.clipNorm);
  const { parameters, first, second } = state;
  const [correct1, correct2] = [1 - beta1 ** state.step, 1 - beta2 ** state.step];
  for (const { offset, size, shape } of layout.weights) {
    const keep = 1 - rate * (shape.length > 1 ? options.weightDecay : 0);
    for (let at = offset; at < offset + size; at++) {
      const slope = gradient[at]! * scale;
      const mean = beta1 * first[at]! + (1 - beta1) * slope;
      const square = beta2 * second[at]! + (1 - beta2) * slope * slope;
      first[at] = mean;
      second[at] = square;
      const move = mean / correct1 / (Math.sqrt(square / correct2) + epsilon);
      parameters[at] = parameters[at]! * keep - rate * move;
    }
  }
}

function clipScale(gradient: Float32Array, size: number, clipNorm: number): number {
  let square = 0;
  for (let at = 0; at < size; at++) square += gradient[at]! * gradient[at]!;
  const norm = Math.sqrt(square);
  return norm > clipNorm ? clipNorm / norm : 1;
}
