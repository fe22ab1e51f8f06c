import { describe, expect, it } from 'vitest';
import { modelOfRow } from './row-model.ts';

function modelOf(columns: Readonly<Record<string, string>>) {
  const assumptions: string[] = [];
  const model = modelOfRow(new Map(Object.entries(columns)), assumptions);
  return {
    model: model.ok ? model.value : undefined,
    assumptions,
    said: model.ok ? '' : model.problems[0]!.message,
  };
}

const GPT = { model: 'Some 181B', layers: '72', hidden: '14336', heads: '64', vocab: '250880' };

describe('modelOfRow', () => {
  it('takes a model of the catalogue by its key, with fewer layers where the row says so', () => {
    expect(modelOf({ model_key: 'llama3-8b' })).toMatchObject({
      model: { layers: 32, denseLayers: 32, hidden: 4096 },
      assumptions: [],
    });
    expect(modelOf({ model_key: 'llama3-8b', layers: '4' }).model).toMatchObject({
      ...{ layers: 4, denseLayers: 4, hidden: 4096 },
    });
  });

  it('keeps no more dense and windowed layers than there are', () => {
    const { model } = modelOf({ model_key: 'deepseek-v3', layers: '2' });
    expect(model).toMatchObject({ layers: 2, denseLayers: 2, experts: 256, keyValueRank: 512 });
    expect(modelOf({ model_key: 'deepseek-v3', layers: '8' }).model?.denseLayers).toBe(3);
    expect(modelOf({ model_key: 'gpt-oss-20b', layers: '6' }).model).toMatchObject({
      ...{ layers: 6, windowLayers: 3, denseLayers: 0 },
    });
  });

  it('spells out of the columns what the catalogue does not have, and says so', () => {
    const { model, assumptions } = modelOf(GPT);
    expect(model).toMatchObject({
      ...{ layers: 72, denseLayers: 72, hidden: 14_336, heads: 64, kvHeads: 64, headDim: 224 },
      ...{ valueDim: 224, vocab: 250_880, ffn: 4 * 14_336, mlpMatrices: 2, embeddingMatrices: 1 },
      ...{ experts: 0, keyValueRank: 0, windowLayers: 0, mtpLayers: 0 },
    });
    expect(assumptions).toEqual([expect.stringContaining('from the columns')]);
    const told = modelOf({ ...GPT, kv_heads: '8', ffn_hidden: '50000' });
    expect(told.model).toMatchObject({ kvHeads: 8, ffn: 50_000 });
  });

  it.each([
    ['no layers', { layers: '' }],
    ['no hidden size', { hidden: '' }],
    ['no heads', { heads: '' }],
    ['no vocabulary', { vocab: '' }],
    ['experts, whose other layers are not said', { experts: '8', topk: '2', moe_ffn: '512' }],
  ])('does not guess with %s', (_, over) => {
    const { model, said } = modelOf({ ...GPT, ...over });
    expect(model).toBeUndefined();
    expect(said).toContain('"Some 181B"');
  });

  it('takes matrices of MLP and embedding that make up the parameters it states', () => {
    const llama = {
      layers: '32',
      hidden: '4096',
      heads: '32',
      vocab: '32000',
      ffn_hidden: '11008',
    };
    const of = (params_b: string) => modelOf({ ...llama, params_b });
    expect(of('6.74').model).toMatchObject({ mlpMatrices: 3, embeddingMatrices: 2 });
    expect(of('5.16').model).toMatchObject({ mlpMatrices: 2, embeddingMatrices: 1 });
    expect(of('6.74').assumptions.join()).toContain('untied embeddings, as its parameters say');
    const unsaid = modelOf({ ...llama, kv_heads: '8' });
    expect(unsaid.model).toMatchObject({ mlpMatrices: 3, embeddingMatrices: 2 });
    expect(unsaid.assumptions.join()).toContain('as usual');
  });

  it('is not misled by names that every object has', () => {
    expect(modelOf({ model_key: 'constructor' }).model).toBeUndefined();
  });
});
