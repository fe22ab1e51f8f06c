import { defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { type DecoderShape, layOut, type WeightLayout } from '../decoder/index.ts';
import { lossOf, positionsOf, type WeightArrays } from './forward.ts';

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
    taught?: np.Array,
  ): np.Array =>
    lossOf(shape, positions, weights, { input, targets, shares, ...(taught && { taught }) });
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
      const [loss, [byWeight, byInput]] = gradientAt(held(), ...batch.read(parameters, tokens));
      const sum = new Float32Array(layout.size + 1);
      for (const { name, offset } of layout.weights) sum.set(floatsOf(byWeight[name]!), offset);
      batch.scatter(floatsOf(byInput), tokens, sum);
      sum[layout.size] = floatsOf(loss)[0]!;
      return sum;
    },
    loss(tokens) {
      return floatsOf(forward(held(), ...batch.read(parameters, tokens)))[0]!;
    },
    dispose() {
      release();
      gradientAt.dispose();
      forward.dispose();
    },
  };
}

/** Arrays of the positions that are asked have this many sizes, for each of which the loss is compiled. */
const SIZES = 4;

type LossArguments = readonly [
  input: np.Array,
  targets: np.Array,
  shares: np.Array,
  taught?: np.Array,
];

/** Places for so many positions that are asked, of `rows` in all. */
function placesFor(asked: number, rows: number): number {
  const unit = Math.ceil(rows / SIZES);
  return Math.min(rows, Math.max(1, Math.ceil(asked / unit)) * unit);
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

  /** What the loss is computed from, in the order of its parameters. */
  read(parameters: Float32Array, tokens: Int32Array): LossArguments {
    const { microBatch, sequence } = this.#size;
    const { hidden } = this.#shape;
    this.#check(tokens);
    const input = new Float32Array(microBatch * sequence * hidden);
    const asked: { readonly row: number; readonly target: number }[] = [];
    this.#each((row, at) => {
      const token = plain(tokens[at]!);
      input.set(parameters.subarray(token * hidden, (token + 1) * hidden), row * hidden);
      const target = tokens[at + 1]!;
      if (target >= 0) asked.push({ row, target });
    });
    const rows = microBatch * sequence;
    const places = placesFor(asked.length, rows);
    const isEach = places === rows;
    const [taught, targets] = [new Int32Array(places), new Int32Array(places)];
    const shares = new Float32Array(places);
    for (const [index, { row, target }] of asked.entries()) {
      const place = isEach ? row : index;
      taught[place] = row;
      targets[place] = target;
      shares[place] = 1 / asked.length;
    }
    const inputs = np.array(input).reshape([microBatch, sequence, hidden]);
    const rest = [np.array(targets), np.array(shares)] as const;
    return isEach ? [inputs, ...rest] : [inputs, ...rest, np.array(taught)];
  }

  /** Lessons come from elsewhere; a token without a row in the embedding would be read as zeros. */
  #check(tokens: Int32Array): void {
    const { microBatch, sequence } = this.#size;
    const expected = microBatch * (sequence + 1);
    if (tokens.length !== expected)
      throw new RangeError(`a micro-batch has ${tokens.length} tokens of ${expected}`);
    const { vocabulary } = this.#shape;
    const wrong = tokens.find((token) => plain(token) >= vocabulary);
    if (wrong !== undefined) throw new RangeError(`token ${plain(wrong)} of ${vocabulary}`);
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
