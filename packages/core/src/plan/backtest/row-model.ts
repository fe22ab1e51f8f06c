import { ok, type Result } from '../../base/index.ts';
import { architectureOf } from '../../factory/index.ts';
import { MODELS } from '../../facts/index.ts';
import { type Architecture, PLAIN_DECODER } from '../../model/index.ts';
import { numberIn, skip } from './row-fields.ts';
import type { RunRow } from './table.ts';

/** The architecture that a row trains: that of its model, or what its columns spell out. */
export function modelOfRow(row: RunRow, assumptions: string[]): Result<Architecture> {
  const key = row.get('model_key') ?? '';
  const spec = Object.hasOwn(MODELS, key) ? MODELS[key] : undefined;
  if (spec) return ok(withLayers(architectureOf(spec), numberIn(row, 'layers')));
  const spelled = spelledOut(row);
  if (!spelled) return skip(`the architecture of "${row.get('model') ?? key}" is not known`);
  assumptions.push(
    'architecture from the columns of the row: MLP of two matrices, tied embeddings',
  );
  return ok(spelled);
}

/** A dense decoder of the columns `layers`, `hidden`, `heads`, `vocab`: as GPT-3, if not said. */
function spelledOut(row: RunRow): Architecture | undefined {
  const of = (column: string) => numberIn(row, column);
  const [layers, hidden, heads, vocab] = [of('layers'), of('hidden'), of('heads'), of('vocab')];
  if (!(layers && hidden && heads && vocab) || of('experts') > 0) return undefined;
  return {
    ...PLAIN_DECODER,
    layers,
    hidden,
    heads,
    kvHeads: of('kv_heads') || heads,
    headDim: hidden / heads,
    valueDim: hidden / heads,
    vocab,
    ffn: of('ffn_hidden') || 4 * hidden,
    mlpMatrices: 2,
    embeddingMatrices: 1,
    denseLayers: layers,
    experts: 0,
    topK: 0,
    expertFfn: 0,
    sharedFfn: 0,
  };
}

/** Benchmarks on few GPUs run a model with fewer layers than it has. */
function withLayers(model: Architecture, layers: number): Architecture {
  if (!layers || layers === model.layers) return model;
  return {
    ...model,
    layers,
    denseLayers: model.experts > 0 ? Math.min(model.denseLayers, layers) : layers,
    windowLayers: Math.min(model.windowLayers, Math.floor(layers / 2)),
  };
}
