import { createStream } from '@gigafactory/core/base';
import type { WeightLayout } from '../decoder/index.ts';
import type { TrainingState } from './adamw.ts';

/** Standard deviation of a new matrix, as in GPT-2 and Llama. */
const DEVIATION = 0.02;

/** Step 0: matrices drawn by the seed, norms 1. */
export function createState(layout: WeightLayout, layers: number, seed: number): TrainingState {
  const parameters = new Float32Array(layout.size);
  const draws = createStream(seed).fork('weights');
  for (const { name, offset, size, shape } of layout.weights) {
    const weight = parameters.subarray(offset, offset + size);
    if (shape.length === 1) weight.fill(1);
    else {
      const stream = draws.fork(name);
      // What is added to the residual stream is made smaller by the number of additions, as in GPT-2.
      const residual = /\.(o_proj|down_proj)\.weight$/.test(name);
      const deviation = residual ? DEVIATION / Math.sqrt(2 * layers) : DEVIATION;
      for (let at = 0; at < size; at++) weight[at] = deviation * stream.normal();
    }
  }
  const empty = (): Float32Array => new Float32Array(layout.size);
  return { step: 0, parameters, first: empty(), second: empty() };
}
