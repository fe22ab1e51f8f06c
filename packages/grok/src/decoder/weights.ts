import type { DecoderShape, WeightLayout } from '@gigafactory/trainer/decoder';
import { BLOCK, type Sizes } from './sizes.ts';

/** Addresses of packed weights, bytes. */
export interface LayerWeights {
  readonly attentionNorm: number;
  readonly project: number;
  readonly mix: number;
  readonly feedForwardNorm: number;
  readonly widen: number;
  readonly narrow: number;
}

export interface PackedWeights {
  readonly layers: readonly LayerWeights[];
  readonly lastNorm: number;
  readonly foretell: number;
}

/** Where the memory's next piece begins. */
export class Arena {
  #end: number;

  constructor(start: number) {
    this.#end = start;
  }

  get end(): number {
    return this.#end;
  }

  /** Address of so many floats, aligned to a line of the processor's caches. */
  take(floats: number): number {
    const address = this.#end;
    this.#end += Math.ceil((floats * 4) / 64) * 64;
    return address;
  }
}

/** Takes the room that the packed weights need. */
export function placeWeights(sizes: Sizes, arena: Arena): PackedWeights {
  const { hidden, projected, attended, feedForward, vocabulary } = sizes;
  const layers = Array.from({ length: sizes.layers }, () => ({
    attentionNorm: arena.take(hidden),
    project: arena.take(hidden * projected),
    mix: arena.take(attended * hidden),
    feedForwardNorm: arena.take(hidden),
    widen: arena.take(hidden * 2 * feedForward),
    narrow: arena.take(feedForward * hidden),
  }));
  return {
    layers,
    lastNorm: arena.take(hidden),
    foretell: arena.take(hidden * vocabulary),
  };
}

/** Weights as they are stored, by their names. */
interface Stored {
  readonly shape: DecoderShape;
  readonly layout: WeightLayout;
  readonly weights: Float32Array;
}

/** Writes the weights to their places in `memory`, which holds zeros. */
export function packWeights(
  memory: Float32Array,
  places: PackedWeights,
  sizes: Sizes,
  stored: Stored,
): void {
  const { shape } = stored;
  const { hidden, attended, feedForward } = sizes;
  const byName = new Map(stored.layout.weights.map((weight) => [weight.name, weight]));
  const find = (name: string): { values: Float32Array; width: number } => {
    const weight = byName.get(name);
    if (!weight) throw new Error(`the layout has no weight ${name}`);
    const { offset, size } = weight;
    return {
      values: stored.weights.subarray(offset, offset + size),
      width: weight.shape.at(-1)!,
    };
  };
  const matrix = (name: string, address: number, packing: Packing): void => {
    const { values, width } = find(name);
    packMatrix(memory.subarray(address / 4), values, width, packing);
  };
  const vector = (name: string, address: number): void =>
    memory.set(find(name).values, address / 4);
  const { queries, keys, values, mixed } = headsOf(shape, sizes);
  places.layers.forEach((place, layer) => {
    const at = `model.layers.${layer}`;
    vector(`${at}.input_layernorm.weight`, place.attentionNorm);
    matrix(`${at}.self_attn.q_proj.weight`, place.project, { rows: queries, inputs: hidden });
    matrix(`${at}.self_attn.k_proj.weight`, place.project, { rows: keys, inputs: hidden });
    matrix(`${at}.self_attn.v_proj.weight`, place.project, { rows: values, inputs: hidden });
    matrix(`${at}.self_attn.o_proj.weight`, place.mix, { columns: mixed, inputs: attended });
    vector(`${at}.post_attention_layernorm.weight`, place.feedForwardNorm);
    matrix(`${at}.mlp.gate_proj.weight`, place.widen, { inputs: hidden });
    matrix(`${at}.mlp.up_proj.weight`, place.widen, {
      rows: (row) => feedForward + row,
      inputs: hidden,
    });
    matrix(`${at}.mlp.down_proj.weight`, place.narrow, { inputs: feedForward });
  });
  vector('model.norm.weight', places.lastNorm);
  const head = shape.tied ? 'model.embed_tokens.weight' : 'lm_head.weight';
  matrix(head, places.foretell, { inputs: hidden });
}

/** Where a row or column of a stored matrix goes. */
type Row = (index: number) => number;

const same: Row = (index) => index;

/** Rows of the projections, and columns of the matrix that takes what attention gives. */
function headsOf(
  shape: DecoderShape,
  sizes: Sizes,
): Record<'queries' | 'keys' | 'values' | 'mixed', Row> {
  const { headSize, heads, kvHeads } = shape;
  const { keyWidth, valueWidth, turn } = sizes;
  const half = headSize / 2;
  const queries: Row = (row) => {
    const at = row % headSize;
    const padded = at < half ? at : turn + at - half;
    return Math.floor(row / headSize) * keyWidth + padded;
  };
  const mixed: Row = (row) => Math.floor(row / headSize) * valueWidth + (row % headSize);
  return {
    queries,
    keys: (row) => heads * keyWidth + queries(row),
    values: (row) => (heads + kvHeads) * keyWidth + mixed(row),
    mixed,
  };
}

interface Packing {
  readonly rows?: Row;
  readonly columns?: Row;
  /** Padded width of a row. */
  readonly inputs: number;
}

/** In blocks of BLOCK rows; within a block four floats of each row, then the next four of each. */
function packMatrix(
  target: Float32Array,
  source: Float32Array,
  width: number,
  { rows = same, columns = same, inputs }: Packing,
): void {
  for (let row = 0; row * width < source.length; row++) {
    const to = rows(row);
    const block = (to - (to % BLOCK)) * inputs + (to % BLOCK) * 4;
    for (let column = 0; column < width; column++) {
      const at = columns(column);
      target[block + (at - (at % 4)) * BLOCK + (at % 4)] = source[row * width + column]!;
    }
  }
}
