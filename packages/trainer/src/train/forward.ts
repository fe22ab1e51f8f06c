import { nn, numpy as np } from '@jax-js/jax';
import { type DecoderShape, NORM_EPSILON, ROPE_THETA } from '../decoder/index.ts';

/**
 * Arrays of jax-js move: a function consumes what it is given, and `.ref` keeps one for another use. A name that
 * appears twice below therefore appears with `.ref` in all places but the last.
 */
type Array = np.Array;

/** Weights by their names. A type, not an interface: jax-js takes trees of these only. */
export type WeightArrays = { [name: string]: Array };

/** Cosine and sine of the angle of each position and pair, [sequence, headSize]; the mask, [sequence, sequence]. */
export interface Positions {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
  readonly mask: Float32Array;
}

export function positionsOf(shape: DecoderShape, sequence: number): Positions {
  const { headSize } = shape;
  const half = headSize / 2;
  const cos = new Float32Array(sequence * headSize);
  const sin = new Float32Array(sequence * headSize);
  const mask = new Float32Array(sequence * sequence);
  for (let position = 0; position < sequence; position++) {
    for (let index = 0; index < headSize; index++) {
      const angle = position * ROPE_THETA ** (-(index % half) / half);
      cos[position * headSize + index] = Math.cos(angle);
      sin[position * headSize + index] = Math.sin(angle);
    }
    for (let later = position + 1; later < sequence; later++)
      mask[position * sequence + later] = -1e9;
  }
  return { cos, sin, mask };
}

/** A micro-batch, as the loss is computed from it. */
interface LossInputs {
  /** What the embedding gave, [batch, sequence, hidden]. */
  readonly input: Array;
  /** After which positions of [batch * sequence] a token is to be foretold, int32; of every one if left out. */
  readonly taught?: Array;
  /** The tokens to foretell there, int32; one-hot would be as large as the output. */
  readonly targets: Array;
  /** How much each counts, 1 in all; 0 where nothing is to be foretold. */
  readonly shares: Array;
}

/** Mean cross-entropy, nats per token to foretell. `weights` without the embedding's use at the input. */
export function lossOf(
  shape: DecoderShape,
  positions: Positions,
  weights: WeightArrays,
  { input, taught, targets, shares }: LossInputs,
): Array {
  const [batch, sequence] = [input.shape[0]!, input.shape[1]!];
  const rows = batch * sequence;
  const take = (name: string): Array => weights[name]!.ref;
  let stream = input.reshape([rows, shape.hidden]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const at = `model.layers.${layer}`;
    const normed = rmsNorm(stream.ref, take(`${at}.input_layernorm.weight`));
    stream = stream.add(attend({ shape, positions, take, at, batch, sequence }, normed));
    // From here on each position is by itself, and most of a lesson's are not asked.
    if (taught && layer === shape.layers - 1) stream = np.take(stream, taught, 0);
    const inner = rmsNorm(stream.ref, take(`${at}.post_attention_layernorm.weight`));
    stream = stream.add(swiGlu(take, `${at}.mlp`, inner));
  }
  const last = rmsNorm(stream, take('model.norm.weight'));
  const head = take(shape.tied ? 'model.embed_tokens.weight' : 'lm_head.weight');
  const logits = linear(last, head);
  const chosen = nn.oneHot(targets, shape.vocabulary).mul(logits.ref).sum(-1);
  for (const weight of Object.values(weights)) weight.dispose();
  return nn.logsumexp(logits, -1).sub(chosen).mul(shares).sum();
}

interface Block {
  readonly shape: DecoderShape;
  readonly positions: Positions;
  readonly take: (name: string) => Array;
  /** The layer's prefix in the names of its weights. */
  readonly at: string;
  readonly batch: number;
  readonly sequence: number;
}

function attend({ shape, positions, take, at, batch, sequence }: Block, x: Array): Array {
  const { heads, kvHeads, headSize } = shape;
  const group = heads / kvHeads;
  const split = (flat: Array, count: number): Array =>
    flat.reshape([batch, sequence, count, headSize]).transpose([0, 2, 1, 3]);
  const queries = split(linear(x.ref, take(`${at}.self_attn.q_proj.weight`)), heads);
  const keys = split(linear(x.ref, take(`${at}.self_attn.k_proj.weight`)), kvHeads);
  const values = split(linear(x, take(`${at}.self_attn.v_proj.weight`)), kvHeads);
  // The queries that share a head of keys are rows of one product: keys are not repeated.
  const rows = rotate(queries, positions).reshape([batch, kvHeads, group * sequence, headSize]);
  const columns = rotate(keys, positions).transpose([0, 1, 3, 2]);
  const mask = np.array(positions.mask).reshape([sequence, sequence]);
  const scores = np
    .matmul(rows, columns)
    .mul(headSize ** -0.5)
    .reshape([batch, kvHeads, group, sequence, sequence])
    .add(mask);
  const shares = nn.softmax(scores, -1).reshape([batch, kvHeads, group * sequence, sequence]);
  const mixed = np
    .matmul(shares, values)
    .reshape([batch, heads, sequence, headSize])
    .transpose([0, 2, 1, 3])
    .reshape([batch * sequence, heads * headSize]);
  return linear(mixed, take(`${at}.self_attn.o_proj.weight`));
}

/** Rotary positions with Hugging Face's pairing: element i turns with element i + headSize / 2. */
function rotate(x: Array, positions: Positions): Array {
  const [sequence, headSize] = [x.shape[2]!, x.shape[3]!];
  const table = (values: Float32Array): Array => np.array(values).reshape([sequence, headSize]);
  const [low, high] = np.split(x.ref, 2, 3);
  const turned = np.concatenate([np.negative(high!), low!], 3);
  return x.mul(table(positions.cos)).add(turned.mul(table(positions.sin)));
}

function swiGlu(take: (name: string) => Array, at: string, x: Array): Array {
  const gate = nn.silu(linear(x.ref, take(`${at}.gate_proj.weight`)));
  return linear(gate.mul(linear(x, take(`${at}.up_proj.weight`))), take(`${at}.down_proj.weight`));
}

function rmsNorm(x: Array, weight: Array): Array {
  const square = np.square(x.ref).mean(-1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(square.add(NORM_EPSILON)))).mul(weight);
}

/** x W^T, for weights are stored [out, in]. */
function linear(x: Array, weight: Array): Array {
  return np.matmul(x, weight.transpose());
}
