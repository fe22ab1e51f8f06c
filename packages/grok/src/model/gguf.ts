import { type Precision, toHalf } from '@gigafactory/trainer/checkpoint';
import { type DecoderShape, NORM_EPSILON, ROPE_THETA } from '@gigafactory/trainer/decoder';
import { END_OF_TEXT } from '@gigafactory/trainer/tokenizer';
import {
  type Field,
  fieldBytes,
  joinBytes,
  type List,
  text,
  uint32,
  uint64,
} from './gguf-fields.ts';
import type { Model } from './read.ts';

/** How the matrices are stored; Q8_0 has 8 bits a weight and a scale for each 32. */
export type GgufPrecision = Precision | 'Q8_0';

/** GGUF 3, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
const MAGIC = 0x46554747;
const VERSION = 3;
const ALIGNMENT = 32;
/** Weights that share a scale in Q8_0. */
const BLOCK = 32;

/** Numbers of ggml's types of tensors, and of the type of a whole file. */
const TENSOR_TYPES: Readonly<Record<GgufPrecision, number>> = { F32: 0, F16: 1, Q8_0: 8 };
const FILE_TYPES: Readonly<Record<GgufPrecision, number>> = { F32: 0, F16: 1, Q8_0: 7 };

/**
 * The model as one file that llama.cpp reads, its tokenizer included. Vectors stay in 32 bits, as llama.cpp wants them.
 * In Q8_0 a matrix whose rows are no multiple of 32 is stored in 16 bits, for no block may cross the end of a row.
 */
export function writeGguf(
  model: Pick<Model, 'shape' | 'sequence' | 'layout' | 'weights' | 'tokenizer'>,
  name: string,
  precision: GgufPrecision,
): Uint8Array {
  const { shape, layout, weights } = model;
  const fields = [...architecture(model, name, precision), ...vocabulary(model)];
  const infos: Uint8Array[] = [];
  const contents: Uint8Array[] = [];
  let offset = 0;
  for (const { name: hugging, shape: dimensions, offset: from, size } of layout.weights) {
    const type = typeOf(dimensions, precision);
    const values = inPairs(hugging, weights.subarray(from, from + size), shape);
    const content = padded(encode(values, type));
    infos.push(
      text(nameOf(hugging)),
      uint32(dimensions.length),
      // The innermost dimension comes first.
      ...dimensions.toReversed().map(uint64),
      uint32(TENSOR_TYPES[type]),
      uint64(offset),
    );
    contents.push(content);
    offset += content.length;
  }
  const counts = [uint64(layout.weights.length), uint64(fields.length)];
  const head = [uint32(MAGIC), uint32(VERSION), ...counts, ...fields.map(fieldBytes), ...infos];
  return joinBytes([padded(joinBytes(head)), ...contents]);
}

function architecture(
  { shape, sequence }: Pick<Model, 'shape' | 'sequence'>,
  name: string,
  precision: GgufPrecision,
): Field[] {
  return [
    ['general.architecture', 'string', 'llama'],
    ['general.name', 'string', name],
    ['general.file_type', 'uint32', FILE_TYPES[precision]],
    ['general.quantization_version', 'uint32', 2],
    ['general.alignment', 'uint32', ALIGNMENT],
    ['llama.vocab_size', 'uint32', shape.vocabulary],
    ['llama.context_length', 'uint32', sequence],
    ['llama.embedding_length', 'uint32', shape.hidden],
    ['llama.block_count', 'uint32', shape.layers],
    ['llama.feed_forward_length', 'uint32', shape.feedForward],
    ['llama.attention.head_count', 'uint32', shape.heads],
    ['llama.attention.head_count_kv', 'uint32', shape.kvHeads],
    ['llama.attention.key_length', 'uint32', shape.headSize],
    ['llama.attention.value_length', 'uint32', shape.headSize],
    ['llama.attention.layer_norm_rms_epsilon', 'float32', NORM_EPSILON],
    ['llama.rope.dimension_count', 'uint32', shape.headSize],
    ['llama.rope.freq_base', 'float32', ROPE_THETA],
  ];
}

/** Kinds of tokens in llama.cpp. */
const [NORMAL, CONTROL] = [1, 3];

/** The tokenizer in GGUF's own fields: the names of tokens by their numbers, and merges as tokenizer.json has them. */
function vocabulary({ tokenizer }: Pick<Model, 'tokenizer'>): Field[] {
  const { model } = JSON.parse(tokenizer.toFile());
  const byNumber: [string, number][] = Object.entries<number>(model.vocab).sort(
    ([, first], [, second]) => first - second,
  );
  const names: List<'string'> = ['string', byNumber.map(([token]) => token)];
  const kinds = byNumber.map(([, token]) => (token === END_OF_TEXT ? CONTROL : NORMAL));
  return [
    ['tokenizer.ggml.model', 'string', 'gpt2'],
    ['tokenizer.ggml.pre', 'string', 'gpt-2'],
    ['tokenizer.ggml.tokens', 'array', names],
    ['tokenizer.ggml.token_type', 'array', ['int32', kinds]],
    ['tokenizer.ggml.merges', 'array', ['string', model.merges]],
    // llama.cpp takes token 11 for both where they are left out.
    ['tokenizer.ggml.bos_token_id', 'uint32', END_OF_TEXT],
    ['tokenizer.ggml.eos_token_id', 'uint32', END_OF_TEXT],
    ['tokenizer.ggml.add_bos_token', 'bool', false],
    ['tokenizer.ggml.add_eos_token', 'bool', false],
    ['tokenizer.ggml.add_space_prefix', 'bool', false],
  ];
}

/** Names of weights outside the layers and inside one, as llama.cpp has them. */
const NAMES: Readonly<Record<string, string>> = {
  'model.embed_tokens': 'token_embd',
  'model.norm': 'output_norm',
  lm_head: 'output',
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  post_attention_layernorm: 'ffn_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

function nameOf(hugging: string): string {
  const [, layer, part] = /^(?:model\.layers\.(\d+)\.)?(.+)\.weight$/.exec(hugging) ?? [];
  const name = NAMES[part ?? ''];
  if (name === undefined) throw new Error(`llama.cpp has no name for ${hugging}`);
  return `${layer === undefined ? '' : `blk.${layer}.`}${name}.weight`;
}

/**
 * llama.cpp turns neighbours by rotary positions, Hugging Face elements that are half of a head apart: rows of queries
 * and keys are put in the other order.
 */
function inPairs(
  name: string,
  values: Float32Array,
  { headSize, hidden }: DecoderShape,
): Float32Array {
  if (!/\.[qk]_proj\./.test(name)) return values;
  const turned = new Float32Array(values.length);
  const half = headSize / 2;
  for (let row = 0; row < values.length / hidden; row++) {
    const within = row % headSize;
    const to = row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
    turned.set(values.subarray(row * hidden, (row + 1) * hidden), to * hidden);
  }
  return turned;
}

function typeOf(dimensions: readonly number[], precision: GgufPrecision): GgufPrecision {
  if (dimensions.length < 2) return 'F32';
  return precision === 'Q8_0' && dimensions.at(-1)! % BLOCK !== 0 ? 'F16' : precision;
}

function encode(values: Float32Array, type: GgufPrecision): Uint8Array {
  if (type === 'Q8_0') return quantize(values);
  const stored = type === 'F32' ? values : Uint16Array.from(values, toHalf);
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/** Blocks of a scale in 16 bits and 32 whole numbers from -127 to 127. */
function quantize(values: Float32Array): Uint8Array {
  const blocks = values.length / BLOCK;
  const bytes = new Uint8Array(blocks * (2 + BLOCK));
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < blocks; block++) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const most = part.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const scale = most / 127;
    const at = block * (2 + BLOCK);
    view.setUint16(at, toHalf(scale), true);
    for (const [index, value] of part.entries())
      view.setInt8(at + 2 + index, scale === 0 ? 0 : Math.round(value / scale));
  }
  return bytes;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT);
  whole.set(bytes);
  return whole;
}
