import { ok, type Result } from '../base/index.ts';
import { architectureOf } from '../factory/index.ts';
import { MODELS } from '../facts/index.ts';
import { type Architecture, PLAIN_DECODER, sizeModel } from '../model/index.ts';
import { numberIn, skip } from './row-fields.ts';
import type { RunRow } from './table.ts';

/** The architecture that a row trains: that of its named model, or one given by its columns. */
export function modelOfRow(row: RunRow, assumptions: string[]): Result<Architecture> {
  const key = row.get('model_key') ?? '';
  const spec = Object.hasOwn(MODELS, key) ? MODELS[key] : undefined;
  if (spec) return ok(withLayers(architectureOf(spec), numberIn(row, 'layers')));
  const shape = shapeOfRow(row);
  if (!shape) return skip(`the architecture of "${row.get('model') ?? key}" is not known`);
  const { model, stated } = likeliest(shape, numberIn(row, 'params_b') * BILLION);
  assumptions.push(
    `architecture from the columns of the row: MLP of ${model.mlpMatrices} matrices, ${model.embeddingMatrices === 1 ? 'tied' : 'untied'} embeddings, ${stated ? 'as its parameters say' : 'as usual'}`,
  );
  return ok(model);
}

const BILLION = 1e9;

/** A dense decoder from the columns; for mixtures they do not describe the other layers. */
function shapeOfRow(row: RunRow): Architecture | undefined {
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

/**
 * The shape whose MLP and embedding matrices come nearest to the parameters that a row states. Without a
 * stated number, gated and untied if keys are grouped, as in models since Llama 2; otherwise as in GPT-3.
 */
function likeliest(
  shape: Architecture,
  parameters: number,
): { readonly model: Architecture; readonly stated: boolean } {
  const choices = [2, 3].flatMap((mlpMatrices) =>
    [1, 2].map((embeddingMatrices) => ({ ...shape, mlpMatrices, embeddingMatrices })),
  );
  if (!(parameters > 0)) {
    return { model: choices[shape.kvHeads < shape.heads ? 3 : 0]!, stated: false };
  }
  const off = (model: Architecture) => Math.abs(sizeModel(model, 1).parameters - parameters);
  const model = choices.reduce((nearest, each) => (off(each) < off(nearest) ? each : nearest));
  return { model, stated: true };
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
