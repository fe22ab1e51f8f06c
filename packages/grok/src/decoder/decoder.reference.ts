import { type DecoderShape, layOut, NORM_EPSILON, ROPE_THETA } from '@gigafactory/trainer/decoder';
import type { DecoderModel } from './decoder.ts';

/** A model of random weights, larger than freshly initialised ones so that its logits tell tokens apart. */
export function randomModel(
  shape: DecoderShape,
  sequence: number,
  next: () => number,
): DecoderModel {
  const layout = layOut(shape);
  const weights = new Float32Array(layout.size);
  for (const { name, offset, size } of layout.weights) {
    const isNorm = name.endsWith('norm.weight');
    for (let at = offset; at < offset + size; at++)
      weights[at] = isNorm ? 0.5 + next() : (next() - 0.5) * 0.6;
  }
  return { shape, sequence, layout, weights };
}

/** Logits after each token by the plain formulas, in 64-bit floats, one number after the other. */
export function plainLogits(model: DecoderModel, tokens: readonly number[]): number[][] {
  return new PlainDecoder(model).run(tokens);
}

type Matrix = number[][];

class PlainDecoder {
  readonly #shape: DecoderShape;
  readonly #weights: ReadonlyMap<string, Matrix>;

  constructor({ shape, layout, weights }: DecoderModel) {
    this.#shape = shape;
    this.#weights = new Map(
      layout.weights.map(({ name, shape: dimensions, offset, size }) => {
        const width = dimensions.at(-1)!;
        return [
          name,
          Array.from({ length: size / width }, (_, row) =>
            Array.from(weights.subarray(offset + row * width, offset + (row + 1) * width)),
          ),
        ];
      }),
    );
  }

  run(tokens: readonly number[]): Matrix {
    const { layers, tied } = this.#shape;
    const embedding = this.#weight('model.embed_tokens');
    let stream = tokens.map((token) => embedding[token]!);
    for (let layer = 0; layer < layers; layer++) {
      const at = `model.layers.${layer}`;
      const mixed = this.#attend(this.#norm(stream, `${at}.input_layernorm`), `${at}.self_attn`);
      stream = stream.map((row, index) => add(row, mixed[index]!));
      const inner = this.#norm(stream, `${at}.post_attention_layernorm`);
      stream = stream.map((row, index) => add(row, this.#swiGlu(inner[index]!, `${at}.mlp`)));
    }
    const head = this.#weight(tied ? 'model.embed_tokens' : 'lm_head');
    return this.#norm(stream, 'model.norm').map((row) => times(head, row));
  }

  #attend(rows: Matrix, at: string): Matrix {
    const { heads, kvHeads } = this.#shape;
    const queries = this.#heads(rows, `${at}.q_proj`).map((row, p) => row.map((h) => turn(h, p)));
    const keys = this.#heads(rows, `${at}.k_proj`).map((row, p) => row.map((h) => turn(h, p)));
    const values = this.#heads(rows, `${at}.v_proj`);
    return queries.map((row, position) => {
      const mixed = row.flatMap((query, head) => {
        const of = Math.floor((head * kvHeads) / heads);
        const seen = keys.slice(0, position + 1);
        const shares = softmax(seen.map((key) => dot(query, key[of]!) / Math.sqrt(query.length)));
        return query.map((_, index) =>
          shares.reduce((sum, share, p) => sum + share * values[p]![of]![index]!, 0),
        );
      });
      return times(this.#weight(`${at}.o_proj`), mixed);
    });
  }

  /** By position and head. */
  #heads(rows: Matrix, name: string): Matrix[] {
    const { headSize } = this.#shape;
    return rows.map((row) => {
      const flat = times(this.#weight(name), row);
      return Array.from({ length: flat.length / headSize }, (_, head) =>
        flat.slice(head * headSize, (head + 1) * headSize),
      );
    });
  }

  #swiGlu(row: readonly number[], at: string): number[] {
    const up = times(this.#weight(`${at}.up_proj`), row);
    const gate = times(this.#weight(`${at}.gate_proj`), row);
    const inner = gate.map((value, index) => (value / (1 + Math.exp(-value))) * up[index]!);
    return times(this.#weight(`${at}.down_proj`), inner);
  }

  #norm(rows: Matrix, name: string): Matrix {
    const weight = this.#weight(name)[0]!;
    return rows.map((row) => {
      const scale = 1 / Math.sqrt(dot(row, row) / row.length + NORM_EPSILON);
      return row.map((value, index) => value * scale * weight[index]!);
    });
  }

  #weight(name: string): Matrix {
    return this.#weights.get(`${name}.weight`)!;
  }
}

/** Element i turns with element i + half. */
function turn(head: readonly number[], position: number): number[] {
  const half = head.length / 2;
  return head.map((value, index) => {
    const angle = position * ROPE_THETA ** (-(index % half) / half);
    const other = index < half ? -head[index + half]! : head[index - half]!;
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

function add(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value + right[index]!);
}
