import { type DecoderShape, NORM_EPSILON } from '@gigafactory/trainer/decoder';

/** Rows of a matrix that lie together. */
export const BLOCK = 8;

/**
 * Widths of rows in memory, floats: what is true of the shape, padded with zeros so that kernels need no rest loops. A
 * padded weight is zero, so that what is computed is the same.
 */
export interface Sizes {
  readonly layers: number;
  readonly trueHidden: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly trueHeadSize: number;
  /** Half of a head of queries or keys: elements that turn together stand so far apart. */
  readonly turn: number;
  readonly keyWidth: number;
  readonly valueWidth: number;
  /** Queries, keys and values of all heads, in this order. */
  readonly projected: number;
  /** What attention gives, of all heads. */
  readonly attended: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Positions of a cache. */
  readonly positions: number;
  readonly epsilon: number;
  /** Address of the scores of two heads, bytes. */
  readonly scores: number;
}

export function sizesOf(shape: DecoderShape, sequence: number, scores: number): Sizes {
  const turn = padded(shape.headSize / 2, 4);
  const keyWidth = 2 * turn;
  const valueWidth = padded(shape.headSize, 4);
  const { heads, kvHeads } = shape;
  return {
    layers: shape.layers,
    trueHidden: shape.hidden,
    hidden: padded(shape.hidden, BLOCK),
    heads,
    kvHeads,
    trueHeadSize: shape.headSize,
    turn,
    keyWidth,
    valueWidth,
    projected: padded((heads + kvHeads) * keyWidth + kvHeads * valueWidth, BLOCK),
    attended: padded(heads * valueWidth, BLOCK),
    feedForward: padded(shape.feedForward, BLOCK),
    vocabulary: padded(shape.vocabulary, BLOCK),
    positions: padded(sequence, 4),
    epsilon: NORM_EPSILON,
    scores,
  };
}

function padded(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Room for the scores of one head, floats: one vector more, for behind the last score stands what ends a softmax. */
export function scoreWidth(positions: number): number {
  return positions + 4;
}
