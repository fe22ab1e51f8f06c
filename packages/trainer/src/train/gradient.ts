import { defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { type DecoderShape, layOut, type WeightLayout } from '../decoder/index.ts';
import { type LossInputs, lossOf, positionsOf, type WeightArrays } from './forward.ts';

/** Gradients of single micro-batches, for one model and one size of micro-batch. */
export interface GradientEngine {
  readonly layout: WeightLayout;
  /** Takes the weights in; they hold until the next call. */
  load(parameters: Float32Array): void;
  /**
   * Gradient of the mean loss over a micro-batch: `layout.size` numbers and then the loss itself, nats per token.
   * `tokens` are microBatch rows of sequence + 1; one that is not to be foretold is -1 - token.
   */
  gradient(tokens: Int32Array): Float32Array;
  /** Mean loss over a micro-batch, nats per token, without a gradient. */
  loss(tokens: Int32Array): number;
  dispose(): void;
}

export interface MicroBatchSize {
  /** Sequences in a micro-batch. */
  readonly microBatch: number;
  /** Tokens in a sequence. */
  readonly sequence: number;
}

/** Compiles for this machine's processor. The first gradient takes longer: it is traced and compiled then. */
export async function createGradientEngine(
  shape: DecoderShape,
  size: MicroBatchSize,
): Promise<GradientEngine> {
  await init('wasm');
  defaultDevice('wasm');
  const layout = layOut(shape);
  const positions = positionsOf(shape, size.sequence);
  const lossAt = (
    weights: WeightArrays,
    input: np.Array,
    targets: np.Array,
    shares: np.Array,
  ): np.Array => lossOf(shape, positions, weights, { input, targets, shares });
  const gradientAt = jit(valueAndGrad(lossAt, { argnums: [0, 1] }));
  const forward = jit(lossAt);
  const batch = new BatchReader(shape, size);
  let parameters = new Float32Array(layout.size);
  let weights: WeightArrays = {};
  const held = (): WeightArrays =>
    Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight.ref]));
  const release = (): void => {
    for (const weight of Object.values(weights)) weight.dispose();
    weights = {};
  };
  return {
    layout,
    load(given) {
      release();
      parameters = given.slice();
      weights = Object.fromEntries(
        layout.weights.map(({ name, shape: dimensions, offset, size: count }) => {
          const values = parameters.subarray(offset, offset + count);
          return [name, np.array(values.slice()).reshape([...dimensions])];
        }),
      );
    },
    gradient(tokens) {
      const { input, targets, shares } = batch.read(parameters, tokens);
      const [loss, [byWeight, byInput]] = gradientAt(held(), input, targets, shares);
      const sum = new Float32Array(layout.size + 1);
      for (const { name, offset } of layout.weights) sum.set(floatsOf(byWeight[name]!), offset);
      batch.scatter(floatsOf(byInput), tokens, sum);
      sum[layout.size] = floatsOf(loss)[0]!;
      return sum;
    },
    loss(tokens) {
      const { input, targets, shares } = batch.read(parameters, tokens);
      return floatsOf(forward(held(), input, targets, shares))[0]!;
    },
    dispose() {
      release();
      gradientAt.dispose();
      forward.dispose();
    },
  };
}

/** The token of one that is not to be foretold, too. */
function plain(token: number): number {
  return token < 0 ? -1 - token : token;
}

/** Looks embeddings up outside of the compiled function: a product with one-hot rows would cost as much as the output. */
class BatchReader {
  readonly #shape: DecoderShape;
  readonly #size: MicroBatchSize;

  constructor(shape: DecoderShape, size: MicroBatchSize) {
    this.#shape = shape;
    this.#size = size;
  }

  read(parameters: Float32Array, tokens: Int32Array): LossInputs {
    const { microBatch, sequence } = this.#size;
    const { hidden } = this.#shape;
    const input = new Float32Array(microBatch * sequence * hidden);
    const targets = new Int32Array(microBatch * sequence);
    const shares = new Float32Array(microBatch * sequence);
    this.#each((row, at) => {
      const token = plain(tokens[at]!);
      input.set(parameters.subarray(token * hidden, (token + 1) * hidden), row * hidden);
      const target = tokens[at + 1]!;
      targets[row] = Math.max(0, target);
      shares[row] = target < 0 ? 0 : 1;
    });
    const count = shares.reduce((sum, share) => sum + share, 0);
    for (const row of shares.keys()) shares[row] = shares[row]! / Math.max(1, count);
    return {
      input: np.array(input).reshape([microBatch, sequence, hidden]),
      targets: np.array(targets),
      shares: np.array(shares),
    };
  }

  /** Adds the gradient by the input to the rows of the embedding, first in `sum`, in the order of the tokens. */
  scatter(byInput: Float32Array, tokens: Int32Array, sum: Float32Array): void {
    const { hidden } = this.#shape;
    this.#each((row, at) => {
      const target = plain(tokens[at]!) * hidden;
      for (let index = 0; index < hidden; index++)
        sum[target + index] = sum[target + index]! + byInput[row * hidden + index]!;
    });
  }

  #each(visit: (row: number, at: number) => void): void {
    const { microBatch, sequence } = this.#size;
    for (let batch = 0; batch < microBatch; batch++)
      for (let position = 0; position < sequence; position++)
        visit(batch * sequence + position, batch * (sequence + 1) + position);
  }
}

function floatsOf(array: np.Array): Float32Array {
  const values = array.dataSync();
  if (!(values instanceof Float32Array)) throw new Error('expected 32-bit floats');
  return values;
}
