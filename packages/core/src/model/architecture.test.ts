import { describe, expect, it } from 'vitest';
import { MODELS } from '../facts/index.ts';
import { type Architecture, PLAIN_DECODER, sizeModel } from './architecture.ts';
import { DENSE, MIXED, MIXTURE } from './job.fixture.ts';

/** Published shapes, with the parameters that their makers state. */
const KNOWN: readonly (readonly [string, Architecture, total: number, active: number])[] = [
  ['GPT-3 175B', dense(96, 12_288, 96, 96, 128, 51_200, 49_152, 2, 1), 175e9, 175e9],
  ['Llama 3.1 405B', dense(126, 16_384, 128, 8, 128, 128_256, 53_248, 3, 2), 405.85e9, 405.85e9],
  ['Llama 3 70B', dense(80, 8192, 64, 8, 128, 128_256, 28_672, 3, 2), 70.55e9, 70.55e9],
  [
    'Grok-1',
    mixture(dense(64, 6144, 48, 8, 128, 131_072, 32_768, 3, 1), 8, 2, 32_768),
    314e9,
    84e9,
  ],
  [
    'Mixtral 8x7B',
    mixture(dense(32, 4096, 32, 8, 128, 32_000, 14_336, 3, 2), 8, 2, 14_336),
    46.7e9,
    12.9e9,
  ],
  [
    'Qwen3 235B-A22B',
    mixture(dense(94, 4096, 64, 4, 128, 151_936, 12_288, 3, 2), 128, 8, 1536),
    235e9,
    22e9,
  ],
];

/** arXiv:2412.19437, section 4.2: latent attention, three dense layers, 256 experts and a shared one. */
const DEEPSEEK_V3: Architecture = {
  ...mixture(dense(61, 7168, 128, 128, 128, 129_280, 18_432, 3, 2), 256, 8, 2048),
  denseLayers: 3,
  sharedFfn: 2048,
  queryRank: 1536,
  keyValueRank: 512,
  ropeDim: 64,
};

function dense(
  layers: number,
  hidden: number,
  heads: number,
  kvHeads: number,
  headDim: number,
  vocab: number,
  ffn: number,
  mlpMatrices: number,
  embeddingMatrices: number,
): Architecture {
  const shape = { layers, hidden, heads, kvHeads, headDim, vocab, ffn, mlpMatrices };
  const none = { ...PLAIN_DECODER, experts: 0, topK: 0, expertFfn: 0, sharedFfn: 0 };
  return { ...shape, ...none, valueDim: headDim, embeddingMatrices, denseLayers: layers };
}

function mixture(
  trunk: Architecture,
  experts: number,
  topK: number,
  expertFfn: number,
): Architecture {
  return { ...trunk, denseLayers: 0, experts, topK, expertFfn };
}

describe('sizeModel', () => {
  it.each(KNOWN)('counts %s within 1 %% of what its makers state', (_, shape, total, active) => {
    const size = sizeModel(shape, 8192);
    expect(Math.abs(size.parameters / total - 1)).toBeLessThan(0.01);
    // Makers round active parameters to two digits, or leave the embedding out.
    expect(Math.abs(size.activeParameters / active - 1)).toBeLessThan(0.02);
  });

  it('has these shapes from the catalogue', () => {
    const names = [
      'gpt3-175b',
      'llama31-405b',
      'llama3-70b',
      'grok1',
      'mixtral-8x7b',
      'qwen3-235b',
    ];
    names.forEach((name, index) => {
      const { layers, hidden, heads, kvHeads, vocab } = MODELS[name]!;
      expect(KNOWN[index]![1]).toMatchObject({ layers, hidden, heads, kvHeads, vocab });
    });
  });

  it('counts a dense model by hand', () => {
    const size = sizeModel(DENSE, 1000);
    // Queries and output 1024 x 1024 each, keys and values 1024 x 512 each.
    expect(size.attentionParameters).toBe(2 * 1024 * 1024 + 2 * 1024 * 512);
    expect(size.denseMlpParameters).toBe(3 * 1024 * 4096);
    expect(size.embeddingParameters).toBe(2 * 32_000 * 1024);
    const trunk = 8 * (3_145_728 + 12_582_912);
    expect(size.parameters).toBe(trunk + 65_536_000);
    expect(size.activeParameters).toBe(size.parameters);
    // 6 per weight that is multiplied, the input embedding is looked up; a causal half of scores.
    expect(size.flopPerToken).toBe(6 * (trunk + 32_768_000) + 6 * 8 * 1024 * 1000);
  });

  it('counts a mixture by hand: every expert is held, two are used', () => {
    const size = sizeModel(MIXTURE, 1000);
    const shared = 3 * 1024 * 512 + 1024 * 8;
    expect(size.moeParameters).toBe(8 * 3 * 1024 * 1024 + shared);
    expect(size.activeMoeParameters).toBe(2 * 3 * 1024 * 1024 + shared);
    expect(size.parameters - size.activeParameters).toBe(8 * 6 * 3 * 1024 * 1024);
  });

  it('counts dense layers as dense and the others as mixtures', () => {
    const [none, some] = [sizeModel(MIXTURE, 0), sizeModel(MIXED, 0)];
    const swapped = 2 * (some.denseMlpParameters - some.moeParameters);
    expect(some.parameters).toBe(none.parameters + swapped);
  });

  it('charges a token of a longer sequence with more attention only', () => {
    const [short, long] = [sizeModel(DENSE, 4096), sizeModel(DENSE, 8192)];
    expect(long.parameters).toBe(short.parameters);
    expect(long.flopPerToken - short.flopPerToken).toBe(6 * 8 * 1024 * 4096);
  });

  it('gives Llama 3.1 405B its published training compute', () => {
    const size = sizeModel(KNOWN[1]![1], 8192);
    // arXiv:2407.21783, section 3.2: 3.8e25 FLOP on 15.6T tokens.
    expect(Math.abs((size.flopPerToken * 15.6e12) / 3.8e25 - 1)).toBeLessThan(0.06);
  });

  it('counts DeepSeek-V3 at the 671B and 37B active that its makers state', () => {
    const { parameters, activeParameters } = sizeModel(DEEPSEEK_V3, 4096);
    expect(Math.abs(parameters / 671e9 - 1)).toBeLessThan(0.005);
    // They leave the lookup of the input embedding out.
    const active = activeParameters - DEEPSEEK_V3.vocab * DEEPSEEK_V3.hidden;
    expect(Math.round(active / 1e9)).toBe(37);
  });

  it('counts latent attention by hand: down to ranks, and up to heads', () => {
    const { attentionParameters } = sizeModel(DEEPSEEK_V3, 4096);
    const queries = 7168 * 1536 + 1536 * 128 * (128 + 64);
    const keysAndValues = 7168 * (512 + 64) + 512 * 128 * (128 + 128);
    expect(attentionParameters).toBe(queries + keysAndValues + 128 * 128 * 7168);
    const direct = sizeModel({ ...DEEPSEEK_V3, queryRank: 0 }, 4096).attentionParameters;
    expect(direct - attentionParameters).toBe(7168 * 128 * (128 + 64) - queries);
  });

  it('charges a query of a windowed layer with the keys that it sees', () => {
    const of = (windowLayers: number, window = 1024) =>
      sizeModel({ ...DENSE, window, windowLayers }, 8192);
    const flopAt = (length: number) => sizeModel(DENSE, length).flopPerToken;
    const withoutAttention = 2 * flopAt(4096) - flopAt(8192);
    const attention = (windowLayers: number, window?: number) =>
      of(windowLayers, window).flopPerToken - withoutAttention;
    // On average half the sequence, or the window less half of its first ramp.
    expect(attention(8) / attention(0)).toBeCloseTo((1024 - 1024 ** 2 / (2 * 8192)) / 4096, 12);
    expect(attention(4)).toBeCloseTo((attention(0) + attention(8)) / 2, 0);
    expect(attention(8, 8192)).toBe(attention(0));
    expect(attention(8, 1e6)).toBe(attention(0));
    expect(of(8).parameters).toBe(of(0).parameters);
  });
});
