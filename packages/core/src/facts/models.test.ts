import { describe, expect, it } from 'vitest';
import { MODELS, MODELS_WITHOUT_ARCHITECTURE, type ModelSpec } from './models.ts';

/** Parameters by adding up matrices; norms and biases are below a tenth of a percent. */
function countParams(model: ModelSpec): number {
  const { layers, hidden, ffn, vocab, tiedEmbeddings, nativeSeqLen } = model;
  const matrices = model.gatedMlp ? 3 : 2;
  const moeLayers = countMoeLayers(model);
  const dense = (layers - moeLayers) * matrices * hidden * ffn;
  const experts = (model.experts ?? 0) * (model.moeFfn ?? 0) + (model.sharedExpertFfn ?? 0);
  const routed = moeLayers * hidden * (matrices * experts + (model.experts ?? 0));
  const embeddings = (tiedEmbeddings ? 1 : 2) * vocab * hidden;
  // Only tied, ungated models like GPT-3 learn a vector per position.
  const positions = tiedEmbeddings && !model.gatedMlp ? nativeSeqLen * hidden : 0;
  return layers * countAttention(model) + dense + routed + embeddings + positions;
}

function countMoeLayers({ experts, layers, firstDenseLayers = 0, moeEvery = 1 }: ModelSpec) {
  return experts ? Math.floor((layers - firstDenseLayers) / moeEvery) : 0;
}

function countAttention({ hidden, heads, kvHeads, headDim, mla }: ModelSpec): number {
  if (!mla) return 2 * hidden * headDim * (heads + kvHeads);
  const query = mla.qLoraRank * (hidden + heads * (headDim + mla.ropeHeadDim));
  const down = hidden * (mla.kvLoraRank + mla.ropeHeadDim);
  return (
    query + down + mla.kvLoraRank * heads * (headDim + mla.vHeadDim) + heads * mla.vHeadDim * hidden
  );
}

const all = Object.entries(MODELS);
/** Sold as 22B, and 22.7 by its shape. */
const TRUNCATED_NAME = 'nemotron3-22b';

describe('models', () => {
  it('have whole, positive dimensions', () => {
    const counts = [
      'layers',
      'hidden',
      'ffn',
      'vocab',
      'nativeSeqLen',
      'heads',
      'kvHeads',
      'headDim',
    ];
    const bad = all.filter(([, model]) =>
      counts.some((name) => {
        const value = model[name as 'layers'];
        return !Number.isInteger(value) || value <= 0;
      }),
    );
    expect(bad.map(([key]) => key)).toEqual([]);
  });

  it('share key-value heads evenly and visit no more experts than there are', () => {
    const bad = all.filter(
      ([, { heads, kvHeads, experts = 0, topK = 0 }]) => heads % kvHeads !== 0 || topK > experts,
    );
    expect(bad.map(([key]) => key)).toEqual([]);
  });

  it('say why they assume', () => {
    const bad = all.filter(([, { provenance, reason }]) => provenance === 'assumed' && !reason);
    expect(bad.map(([key]) => key)).toEqual([]);
  });

  it('are either known or listed as unknown', () => {
    expect(Object.keys(MODELS_WITHOUT_ARCHITECTURE).filter((key) => key in MODELS)).toEqual([]);
    expect(all.length + Object.keys(MODELS_WITHOUT_ARCHITECTURE).length).toBe(112);
  });

  it.each(all.filter(([, { params }]) => params))('%s: parameters add up', (key, model) => {
    const published = model.params!.value;
    const tolerance = key === TRUNCATED_NAME ? 0.035 : 0.03;
    expect(Math.abs(countParams(model) / published - 1)).toBeLessThan(tolerance);
  });

  it.each(all.filter(([, { activeParams }]) => activeParams))(
    '%s: active parameters add up',
    (_, model) => {
      // Some count the lookup of the input embedding and some do not.
      const active = countParams({ ...model, experts: model.topK! });
      const errors = [active, active - model.vocab * model.hidden].map((counted) =>
        Math.abs(counted / model.activeParams!.value - 1),
      );
      expect(Math.min(...errors)).toBeLessThan(0.05);
    },
  );
});
