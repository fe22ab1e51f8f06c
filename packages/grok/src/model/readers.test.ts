import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHalf } from '@gigafactory/trainer/checkpoint';
import { gguf } from '@huggingface/gguf';
import { Tokenizer as HuggingTokenizer } from '@huggingface/tokenizers';
import { safetensors } from '@jax-js/loaders';
import { describe, expect, it } from 'vitest';
import { type GgufPrecision, packModel, writeGguf } from './index.ts';
import { folderOf, tinyModel } from './model.fixture.ts';

/* What others read in the files that are written here. */

const model = tinyModel();

/** Texts that a split into words could get wrong, and bytes that are no characters of the vocabulary. */
const TEXTS = [
  'what does the network draw?',
  "  two  spaces, tabs\t\tand lines\n\n  don't it's I'll ",
  'and with 50,000 B200? 95 % of 1.5e3 MW at 20\u00a0°C',
  'Möwen fliegen über die Ähren — 東京 😀 \u2028 \u0085 x',
  '<b>&amp;</b> {"a": [1, 2]} a_b-c/d ~^`',
  '',
];

describe('safetensors as jax-js reads it', () => {
  it('holds each weight under its name, to the bit', () => {
    const file = Uint8Array.from(packModel(model, 'F32').get('model.safetensors')!);
    const { tensors, metadata } = safetensors.parse(file);
    expect(metadata).toEqual({ format: 'pt' });
    expect(Object.keys(tensors).sort()).toEqual(
      model.layout.weights.map(({ name }) => name).sort(),
    );
    for (const { name, shape, offset, size } of model.layout.weights) {
      expect(tensors[name]!.shape).toEqual(shape);
      expect(tensors[name]!.data).toEqual(model.weights.slice(offset, offset + size));
    }
  });
});

describe('tokenizer.json as Hugging Face reads it', () => {
  const file = JSON.parse(model.tokenizer.toFile());
  const config = new TextDecoder().decode(packModel(model, 'F32').get('tokenizer_config.json'));
  const read = new HuggingTokenizer(file, JSON.parse(config));

  it.each(TEXTS)('gives the same tokens for %j, and the text back', (text) => {
    const { ids } = read.encode(text);
    expect(ids).toEqual(model.tokenizer.encode(text));
    if (text) expect(read.decode(ids)).toBe(text);
  });

  it('knows the end of a text', () => {
    expect(read.token_to_id('<|endoftext|>')).toBe(0);
  });
});

describe('GGUF as Hugging Face reads it', () => {
  const named = (precision: GgufPrecision, changes = {}) => read(precision, tinyModel(changes));

  it('says what the model is, and has its tokenizer', async () => {
    const { metadata } = await named('F32');
    expect(metadata).toMatchObject({
      version: 3,
      'general.architecture': 'llama',
      'general.name': 'tiny',
      'llama.block_count': 2,
      'llama.attention.head_count_kv': 2,
      'llama.context_length': 64,
      'llama.vocab_size': model.shape.vocabulary,
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.eos_token_id': 0,
      'tokenizer.ggml.add_bos_token': false,
    });
    const { vocab, merges } = JSON.parse(model.tokenizer.toFile()).model;
    const tokens = metadata['tokenizer.ggml.tokens'] as string[];
    expect(tokens.map((token) => vocab[token])).toEqual(tokens.map((_, index) => index));
    expect(tokens).toHaveLength(model.shape.vocabulary);
    expect(metadata['tokenizer.ggml.merges']).toEqual(merges);
  });

  it('has every weight in 32 bits; rows of queries and keys pairwise', async () => {
    const { values, shapes } = await named('F32');
    const { weights, layout } = model;
    const of = (name: string): Float32Array => {
      const { offset, size } = layout.weights.find((each) => each.name === name)!;
      return weights.slice(offset, offset + size);
    };
    expect(values('token_embd.weight')).toEqual(of('model.embed_tokens.weight'));
    expect(shapes('token_embd.weight')).toEqual([32, model.shape.vocabulary]);
    expect(values('blk.1.ffn_down.weight')).toEqual(of('model.layers.1.mlp.down_proj.weight'));
    expect(values('output_norm.weight')).toEqual(of('model.norm.weight'));
    // Element i of a head of 8 turns with i + 4 there, with its neighbour here.
    const rows = (flat: Float32Array) => (row: number) => flat.slice(row * 32, (row + 1) * 32);
    const [there, here] = [
      rows(of('model.layers.0.self_attn.k_proj.weight')),
      rows(values('blk.0.attn_k.weight')),
    ];
    expect([0, 1, 2, 3, 8, 9].map(here)).toEqual([0, 4, 1, 5, 8, 12].map(there));
  });

  it('has the output apart where it is not tied', async () => {
    const untied = await named('F16', { tied: false });
    expect(untied.shapes('output.weight')).toEqual([32, model.shape.vocabulary]);
    expect((await named('F16')).names).not.toContain('output.weight');
  });

  it('has 16 bits and 8 bits within half of their steps, and vectors in 32', async () => {
    const exact = await named('F32');
    for (const precision of ['F16', 'Q8_0'] as const) {
      const rounded = await named(precision);
      expect(rounded.types('blk.0.attn_norm.weight')).toBe(0);
      for (const name of exact.names) {
        const [wanted, found] = [exact.values(name), rounded.values(name)];
        // Of 255 steps between the largest numbers of a block, and the scale itself in 16 bits.
        const step = precision === 'F16' ? 2 ** -11 : 0.5 / 127 + 2 ** -11;
        const most = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
        expect(Math.max(...found.map((value, at) => Math.abs(value - wanted[at]!)))).toBeLessThan(
          most * step * 1.001,
        );
      }
      expect(rounded.values('blk.0.ffn_up.weight')).not.toEqual(
        exact.values('blk.0.ffn_up.weight'),
      );
    }
  });

  it('has rows in 16 bits that no block of 32 fits in', async () => {
    const odd = await named('Q8_0', { hidden: 48, headSize: 12 });
    expect(odd.types('blk.0.ffn_up.weight')).toBe(1);
    expect(odd.types('blk.0.ffn_down.weight')).toBe(8);
  });
});

/** The file as the reader describes it, and the numbers where it says that they stand. */
async function read(precision: GgufPrecision, of: ReturnType<typeof tinyModel>) {
  const bytes = writeGguf(of, 'tiny', precision);
  const path = join(folderOf(new Map([['tiny.gguf', bytes]])), 'tiny.gguf');
  const { metadata, tensorInfos, tensorDataOffset } = await gguf(path, { allowLocalFile: true });
  const content = readFileSync(path);
  const info = (name: string) => tensorInfos.find((each) => each.name === name)!;
  const values = (name: string): Float32Array => {
    const { shape, dtype, offset } = info(name);
    const count = shape.reduce((product, size) => product * Number(size), 1);
    const at = Number(tensorDataOffset + offset);
    return Float32Array.from({ length: count }, (_, index) => numberAt(content, at, dtype, index));
  };
  return {
    metadata: { ...metadata } as Readonly<Record<string, unknown>>,
    names: tensorInfos.map(({ name }) => name),
    shapes: (name: string) => info(name)?.shape.map(Number),
    types: (name: string): number => info(name).dtype,
    values,
  };
}

function numberAt(content: Buffer, at: number, type: number, index: number): number {
  if (type === 0) return content.readFloatLE(at + 4 * index);
  if (type === 1) return fromHalf(content.readUInt16LE(at + 2 * index));
  const block = at + Math.floor(index / 32) * 34;
  return fromHalf(content.readUInt16LE(block)) * content.readInt8(block + 2 + (index % 32));
}
