import { failed, ok, type Result } from '@gigafactory/core/base';
import { type DecoderShape, ROPE_THETA, type WeightLayout } from '@gigafactory/trainer/decoder';
import { assembleKernels } from './kernels/index.ts';
import { type Sizes, scoreWidth, sizesOf } from './sizes.ts';
import {
  Arena,
  type LayerWeights,
  type PackedWeights,
  packWeights,
  placeWeights,
} from './weights.ts';

/** What a decoder needs of a model. */
export interface DecoderModel {
  readonly shape: DecoderShape;
  /** Most positions of a text. */
  readonly sequence: number;
  readonly layout: WeightLayout;
  /** In the order of the layout. */
  readonly weights: Float32Array;
}

/** Keys and values of what one text has said so far. */
export interface Cache {
  /** Positions that it holds. */
  readonly length: number;
  /** Forgets all positions from `length` on. */
  cut(length: number): void;
  /** Holds the first `length` positions of another cache of the same decoder, instead of its own. */
  copy(from: Cache, length: number): void;
  /** Gives its memory back; the cache must not be used again. */
  close(): void;
}

/** More tokens of one text, in a step of several. */
export interface Part {
  readonly cache: Cache;
  readonly tokens: readonly number[];
  /** After which tokens the logits are wanted. */
  readonly wanted: 'none' | 'last' | 'all';
}

/** Most tokens of one step, in all its parts. */
export const MOST_ROWS = 64;

/** Largest memory of WebAssembly's 32-bit addresses, bytes. */
const MOST_MEMORY = 2 ** 32 - 2 ** 16;
const PAGE = 2 ** 16;

/** Runs a Llama-architecture decoder of 32-bit floats in WebAssembly, in Node and in browsers alike. */
export class Decoder {
  readonly shape: DecoderShape;
  readonly sequence: number;
  readonly #embedding: Float32Array;
  readonly #sizes: Sizes;
  readonly #places: Places;
  readonly #memory: Memory;
  readonly #kernels: Kernels;
  readonly #free: number[] = [];
  #floats: Float32Array;
  #end: number;

  /** Problems: `decoder.weights` if their number is not that of the shape, `decoder.memory` if they do not fit. */
  static async create(model: DecoderModel): Promise<Result<Decoder>> {
    const { layout, weights, shape, sequence } = model;
    if (weights.length !== layout.size)
      return failed({
        code: 'decoder.weights',
        message: `The model has ${weights.length} weights; its shape needs ${layout.size}.`,
      });
    const places = placeAll(shape, sequence);
    if (places.end + cacheBytes(places.sizes) > MOST_MEMORY)
      return failed({
        code: 'decoder.memory',
        message: `The model needs ${places.end} B of memory; WebAssembly has ${MOST_MEMORY} B.`,
      });
    const memory = new WebAssembly.Memory({ initial: Math.ceil(places.end / PAGE) });
    const module = await WebAssembly.compile(assembleKernels(places.sizes));
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return ok(new Decoder(model, places, memory, exports));
  }

  private constructor(model: DecoderModel, places: Places, memory: Memory, kernels: Kernels) {
    this.shape = model.shape;
    this.sequence = model.sequence;
    this.#embedding = model.weights.subarray(0, model.shape.vocabulary * model.shape.hidden);
    this.#places = places;
    this.#sizes = places.sizes;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#end = places.end;
    this.#floats = new Float32Array(memory.buffer);
    packWeights(this.#floats, places.weights, places.sizes, model);
    this.#writeAngles();
  }

  /** An empty cache. Throws RangeError where memory ends. */
  open(): Cache {
    const address = this.#free.pop() ?? this.#grow();
    return new TextCache(address, {
      giveBack: () => this.#free.push(address),
      copy: (from, length) => this.#copy(from, address, length),
    });
  }

  /**
   * Takes the parts in at once, and returns the logits that are wanted, in the order of the parts: views that hold until
   * the next call. A text's logits do not depend, to the bit, on how it is divided into steps or what else is in them.
   * Throws RangeError for tokens that the model does not know, that the cache has no room for, or that are too many.
   */
  forward(parts: readonly Part[]): Float32Array[] {
    const rows = this.#takeIn(parts);
    if (rows.length === 0) return [];
    this.#places.weights.layers.forEach((weights, layer) => {
      this.#runLayer(weights, layer, rows);
    });
    for (const { cache, tokens } of parts) own(cache).length += tokens.length;
    return this.#foretell(rows);
  }

  #takeIn(parts: readonly Part[]): Row[] {
    const { hidden } = this.#sizes;
    const rows: Row[] = [];
    for (const { cache, tokens, wanted } of parts) {
      const { address, length } = own(cache);
      if (length + tokens.length > this.sequence)
        throw new RangeError(`position ${length + tokens.length} of ${this.sequence}`);
      tokens.forEach((token, index) => {
        if (!(token >= 0 && token < this.shape.vocabulary && Number.isInteger(token)))
          throw new RangeError(`token ${token} of ${this.shape.vocabulary}`);
        const last = index === tokens.length - 1;
        rows.push({
          token,
          cache: address,
          position: length + index,
          wanted: wanted === 'all' || (wanted === 'last' && last),
        });
      });
    }
    if (rows.length > MOST_ROWS) throw new RangeError(`${rows.length} of ${MOST_ROWS} tokens`);
    const width = this.shape.hidden;
    const stream = this.#places.stream / 4;
    rows.forEach(({ token }, row) => {
      const embedded = this.#embedding.subarray(token * width, (token + 1) * width);
      this.#floats.set(embedded, stream + row * hidden);
    });
    return rows;
  }

  #runLayer(weights: LayerWeights, layer: number, rows: readonly Row[]): void {
    const { stream, normed, projected, attended, wide, inner } = this.#places;
    const kernels = this.#kernels;
    const count = rows.length;
    kernels.norm(stream, weights.attentionNorm, normed, count);
    kernels.project(normed, weights.project, projected, count);
    rows.forEach((row, index) => {
      this.#attend(row, layer, index);
    });
    kernels.mix(attended, weights.mix, stream, count);
    kernels.norm(stream, weights.feedForwardNorm, normed, count);
    kernels.widen(normed, weights.widen, wide, count);
    kernels.gate(wide, inner, count);
    kernels.narrow(inner, weights.narrow, stream, count);
  }

  /** Rows of one text come in the order of their positions: each finds the keys of those before it. */
  #attend({ cache, position }: Row, layer: number, index: number): void {
    const sizes = this.#sizes;
    const { kvHeads, positions, keyWidth, valueWidth, turn } = sizes;
    const { projected, attended, angles } = this.#places;
    const row = projected + index * sizes.projected * 4;
    const keys = cache + layer * kvHeads * positions * (keyWidth + valueWidth) * 4;
    const values = keys + kvHeads * positions * keyWidth * 4;
    this.#kernels.place(
      row,
      angles + position * 2 * turn * 4,
      keys + position * keyWidth * 4,
      values + position * valueWidth * 4,
    );
    const output = attended + index * sizes.attended * 4;
    this.#kernels.attend(row, keys, values, position + 1, output);
  }

  #foretell(rows: readonly Row[]): Float32Array[] {
    const { hidden, vocabulary } = this.#sizes;
    const { stream, normed, logits, weights } = this.#places;
    let count = 0;
    rows.forEach(({ wanted }, row) => {
      if (!wanted) return;
      const to = normed + count * hidden * 4;
      this.#kernels.norm(stream + row * hidden * 4, weights.lastNorm, to, 1);
      count++;
    });
    if (count > 0) this.#kernels.foretell(normed, weights.foretell, logits, count);
    return Array.from({ length: count }, (_, index) => {
      const from = logits / 4 + index * vocabulary;
      return this.#floats.subarray(from, from + this.shape.vocabulary);
    });
  }

  /** First positions of each head, keys and then values, layer by layer. */
  #copy(from: number, to: number, length: number): void {
    const { layers, kvHeads, positions, keyWidth, valueWidth } = this.#sizes;
    let offset = 0;
    for (let layer = 0; layer < layers; layer++) {
      for (const width of [keyWidth, valueWidth]) {
        for (let head = 0; head < kvHeads; head++) {
          const start = from / 4 + offset;
          this.#floats.copyWithin(to / 4 + offset, start, start + length * width);
          offset += positions * width;
        }
      }
    }
  }

  /** Room for one more cache. */
  #grow(): number {
    const address = this.#end;
    const end = address + cacheBytes(this.#sizes);
    if (end > MOST_MEMORY) throw new RangeError('no memory is left for another text');
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#end = end;
    return address;
  }

  #writeAngles(): void {
    const { turn } = this.#sizes;
    const half = this.shape.headSize / 2;
    const start = this.#places.angles / 4;
    for (let position = 0; position < this.sequence; position++) {
      for (let index = 0; index < half; index++) {
        const angle = position * ROPE_THETA ** (-index / half);
        const at = start + position * 2 * turn + index;
        this.#floats[at] = Math.cos(angle);
        this.#floats[at + turn] = Math.sin(angle);
      }
    }
  }
}

/** One token of a step. */
interface Row {
  readonly token: number;
  /** Address of the cache of its text. */
  readonly cache: number;
  readonly position: number;
  readonly wanted: boolean;
}

class TextCache implements Cache {
  length = 0;
  readonly address: number;
  readonly #memory: CacheMemory;

  constructor(address: number, memory: CacheMemory) {
    this.address = address;
    this.#memory = memory;
  }

  cut(length: number): void {
    this.length = Math.min(this.length, length);
  }

  copy(from: Cache, length: number): void {
    const { address, length: most } = own(from);
    this.length = Math.min(length, most);
    if (address !== this.address) this.#memory.copy(address, this.length);
  }

  close(): void {
    this.#memory.giveBack();
  }
}

/** What a cache may do with the memory of its decoder. */
interface CacheMemory {
  giveBack(): void;
  copy(from: number, length: number): void;
}

function own(cache: Cache): TextCache {
  if (!(cache instanceof TextCache)) throw new TypeError('a cache that no decoder opened');
  return cache;
}

/** Addresses, bytes. */
interface Places {
  readonly sizes: Sizes;
  readonly weights: PackedWeights;
  readonly angles: number;
  readonly stream: number;
  readonly normed: number;
  readonly projected: number;
  readonly attended: number;
  readonly wide: number;
  readonly inner: number;
  readonly logits: number;
  /** Where the caches begin. */
  readonly end: number;
}

function placeAll(shape: DecoderShape, sequence: number): Places {
  const arena = new Arena(64);
  const sizes = sizesOf(shape, sequence, arena.take(0));
  arena.take(2 * scoreWidth(sizes.positions));
  const weights = placeWeights(sizes, arena);
  const rowsOf = (width: number): number => arena.take(MOST_ROWS * width);
  return {
    sizes,
    weights,
    angles: arena.take(sequence * 2 * sizes.turn),
    stream: rowsOf(sizes.hidden),
    normed: rowsOf(sizes.hidden),
    projected: rowsOf(sizes.projected),
    attended: rowsOf(sizes.attended),
    wide: rowsOf(2 * sizes.feedForward),
    inner: rowsOf(sizes.feedForward),
    logits: rowsOf(sizes.vocabulary),
    end: arena.end,
  };
}

function cacheBytes({ layers, kvHeads, positions, keyWidth, valueWidth }: Sizes): number {
  return layers * kvHeads * positions * (keyWidth + valueWidth) * 4;
}

type Kernels = Readonly<Record<KernelName, (...addresses: number[]) => void>>;
type KernelName =
  | 'norm'
  | 'project'
  | 'place'
  | 'attend'
  | 'mix'
  | 'widen'
  | 'gate'
  | 'narrow'
  | 'foretell';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the platform's WebAssembly that is used; the libraries of TypeScript have it for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<object>;
  instantiate(
    module: object,
    imports: { readonly env: { readonly memory: Memory } },
  ): Promise<{ readonly exports: Kernels }>;
};
