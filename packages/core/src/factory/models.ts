import { isKnown, type Known, type Problem } from '../base/index.ts';
import { MODELS, type ModelSpec } from '../facts/index.ts';
import { type Architecture, PLAIN_DECODER } from '../model/index.ts';
import { type Cursor, cut } from './cursor.ts';
import { namesSchema, readUse, useSchema } from './pick.ts';
import { quantity } from './quantity-shape.ts';
import { type Shape, text } from './shape.ts';

/** A model of the factory file: its architecture, each number with its provenance. */
export type FactoryModel = { readonly [Field in keyof Architecture]: Known } & {
  readonly label: string;
  readonly use?: string;
};

/**
 * Integer fields of an architecture, with their meaning; `least` is 0 for optional features. The upper limits
 * are at least ten times those of the largest published model; they keep the search finite.
 */
const FIELDS: Readonly<
  Record<
    keyof Architecture,
    { readonly what: string; readonly least: number; readonly most: number }
  >
> = {
  layers: { what: 'Transformer layers', least: 1, most: 2000 },
  hidden: { what: 'Hidden size', least: 1, most: 1e6 },
  heads: { what: 'Attention heads', least: 1, most: 1e5 },
  kvHeads: { what: 'Key/value heads', least: 1, most: 1e5 },
  headDim: { what: 'Size of a head', least: 1, most: 1e5 },
  valueDim: { what: 'Size of a value; left out: that of a head', least: 1, most: 1e5 },
  queryRank: { what: 'Rank of queries in latent attention; 0 without', least: 0, most: 1e6 },
  keyValueRank: {
    what: 'Rank of keys and values in latent attention; 0 without',
    least: 0,
    most: 1e6,
  },
  ropeDim: { what: 'Size of the rotated part of a head in latent attention', least: 0, most: 1e5 },
  window: { what: 'Keys that a query of a windowed layer sees; 0 for all', least: 0, most: 1e8 },
  windowLayers: { what: 'Layers with a window', least: 0, most: 2000 },
  vocab: { what: 'Vocabulary, as padded', least: 1, most: 1e8 },
  ffn: { what: 'Inner width of a dense MLP', least: 0, most: 1e7 },
  mlpMatrices: { what: 'Matrices of an MLP: 3 gated, else 2', least: 2, most: 3 },
  embeddingMatrices: {
    what: '1 when input and output embedding are shared, else 2',
    least: 1,
    most: 2,
  },
  denseLayers: { what: 'Layers with a dense MLP', least: 0, most: 2000 },
  experts: { what: 'Experts of a mixture layer; 0 for a dense model', least: 0, most: 4096 },
  topK: { what: 'Experts that a token visits', least: 0, most: 4096 },
  expertFfn: { what: 'Inner width of one expert', least: 0, most: 1e7 },
  sharedFfn: { what: 'Inner width of the shared experts together', least: 0, most: 1e7 },
  mtpLayers: { what: 'Layers that predict further tokens (MTP)', least: 0, most: 16 },
};

const NAMES = Object.keys(FIELDS) as (keyof Architecture)[];

/** The architecture of a catalogue model as plain numbers. */
export function architectureOf(spec: ModelSpec): Architecture {
  const experts = spec.experts ?? 0;
  const first = spec.firstDenseLayers ?? 0;
  const every = spec.moeEvery ?? 1;
  return {
    layers: spec.layers,
    hidden: spec.hidden,
    heads: spec.heads,
    kvHeads: spec.kvHeads,
    headDim: spec.headDim,
    valueDim: spec.mla?.vHeadDim ?? spec.headDim,
    queryRank: spec.mla?.qLoraRank ?? 0,
    keyValueRank: spec.mla?.kvLoraRank ?? 0,
    ropeDim: spec.mla?.ropeHeadDim ?? 0,
    window: spec.window ?? 0,
    windowLayers: spec.window ? (spec.windowLayers ?? Math.floor(spec.layers / 2)) : 0,
    vocab: spec.vocab,
    ffn: spec.ffn,
    mlpMatrices: spec.gatedMlp ? 3 : 2,
    embeddingMatrices: spec.tiedEmbeddings ? 1 : 2,
    denseLayers: experts ? spec.layers - Math.floor((spec.layers - first) / every) : spec.layers,
    experts,
    topK: spec.topK ?? 0,
    expertFfn: spec.moeFfn ?? 0,
    sharedFfn: spec.sharedExpertFfn ?? 0,
    mtpLayers: 0,
  };
}

function fieldShape(name: keyof Architecture): Shape<Known> {
  const { what, least, most } = FIELDS[name];
  return quantity(what, '1', { least, most, whole: true });
}

/** A model: a catalogue name, `{ use: grok2, layers: 96 }`, or every field given. */
export const modelShape: Shape<FactoryModel> = {
  schema: {
    description: 'A model: a name of the catalogue, or its architecture',
    anyOf: [
      namesSchema(MODELS),
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          use: useSchema(MODELS),
          label: { type: 'string', description: 'Name to show', minLength: 1, maxLength: 200 },
          ...Object.fromEntries(NAMES.map((name) => [name, fieldShape(name).schema])),
        },
      },
    ],
  },
  read(cursor) {
    const { use, parts } = readUse(cursor);
    const own = readFields(parts);
    const base = use ? readBase(use) : namesake(cursor, plainly(dense(own, parts)), parts);
    const label = readLabel(parts.get('label')) ?? base?.label ?? 'Model';
    if (!base) return undefined;
    const fields = plainly(dense({ ...base, ...own }, parts));
    return complete(cursor, fields, parts) && consistent(cursor, fields)
      ? { ...fields, label, ...(use?.text ? { use: use.text } : {}) }
      : undefined;
  },
};

/**
 * What an entry that leaves fields out starts from: the model of the catalogue that has its name, so
 * that a value of a model which the file only names can be changed in place.
 */
function namesake(
  { path }: Cursor,
  fields: Fields,
  parts: ReadonlyMap<string, Cursor>,
): Fields & { label?: string } {
  // Its path is `models.` and the name, which may contain a dot.
  const name = path.slice(path.indexOf('.') + 1);
  const isWhole = NAMES.every((field) => fields[field] || parts.has(field));
  const spec = !isWhole && Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  return spec ? { ...knownArchitecture(spec), label: spec.label } : {};
}

type Fields = { readonly [Field in keyof Architecture]?: Known };
type Whole = { readonly [Field in keyof Architecture]: Known };

/** Whether what stands for a model is a file rather than a name. */
export function isModelFile(written: string): boolean {
  return /[/\\]|\.json$/i.test(written);
}

/** A configuration that was not inlined before the file was read. */
export function modelFileProblem(file: string): Omit<Problem, 'path' | 'at'> {
  return {
    code: 'model.file',
    message: `"${cut(file)}" is a file that was not given with the text. The command line reads it from below the folder of a factory file given by name; text from standard input, or opened in a browser without "gigafactory up", has no folder: write the model out under "models", or name one of the catalogue.`,
  };
}

function readBase(cursor: Cursor): (Fields & { label?: string }) | undefined {
  const name = cursor.text ?? '';
  const spec = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (!spec && isModelFile(name)) {
    cursor.report(modelFileProblem(name));
    return undefined;
  }
  if (!spec) {
    cursor.reportUnknown('model', cursor.text, Object.keys(MODELS));
    return undefined;
  }
  return { ...knownArchitecture(spec), label: spec.label };
}

/** A model that the catalogue must have, as if the file named it under `models`. */
export function catalogueModel(name: string): FactoryModel {
  const spec = MODELS[name]!;
  return { ...knownArchitecture(spec), label: spec.label, use: name };
}

function knownArchitecture(spec: ModelSpec): Whole {
  const { provenance, source, reason } = spec;
  const numbers = Object.entries(architectureOf(spec)).map(([name, value]) => [
    name,
    { value, unit: '1', provenance, source, ...(reason ? { reason } : {}) } satisfies Known,
  ]);
  return Object.fromEntries(numbers) as Whole;
}

/** An omitted feature is absent; that is not an assumption. */
const NONE: Known = {
  value: 0,
  unit: '1',
  provenance: 'method',
  reason: 'Left out: the model has none.',
};

/** Adds what a dense model need not spell out: no experts, and every layer dense. */
function dense(fields: Fields, parts: ReadonlyMap<string, Cursor>): Fields {
  const { layers, experts } = fields;
  if (!layers || (experts ? experts.value > 0 : parts.has('experts'))) return fields;
  return {
    experts: NONE,
    topK: NONE,
    expertFfn: NONE,
    sharedFfn: NONE,
    ...fields,
    ...(parts.has('denseLayers') ? {} : { denseLayers: layers }),
  };
}

/**
 * Adds the defaults of features that only some decoders have: values as wide as heads, no ranks, no windows,
 * no MTP.
 */
function plainly(fields: Fields): Fields {
  const { headDim } = fields;
  if (!headDim) return fields;
  const none = Object.keys(PLAIN_DECODER).map((name) => [name, NONE]);
  const valueDim: Known = {
    ...headDim,
    provenance: 'method',
    reason: 'Left out: as wide as a head.',
  };
  return { valueDim, ...Object.fromEntries(none), ...fields };
}

function readLabel(cursor: Cursor | undefined): string | undefined {
  return cursor && text('A label', 200).read(cursor);
}

function readFields(parts: ReadonlyMap<string, Cursor>): Fields {
  const fields: Partial<Record<keyof Architecture, Known>> = {};
  for (const [key, part] of parts) {
    if (key === 'label') continue;
    const name = NAMES.find((each) => each === key);
    if (!name) {
      part.reportUnknownKey(key, [...NAMES, 'use', 'label']);
      continue;
    }
    const read = fieldShape(name).read(part);
    if (read) fields[name] = read;
  }
  return fields;
}

function complete(
  cursor: Cursor,
  fields: Fields,
  parts: ReadonlyMap<string, Cursor>,
): fields is Whole {
  const unread = NAMES.filter((name) => !isKnown(fields[name]));
  const missing = unread.filter((name) => !parts.has(name));
  if (missing.length > 0) {
    cursor.report({
      code: 'key.missing',
      message: `The model lacks ${missing.join(', ')}; give them, or start from one with "use".`,
      expected: missing[0]!,
    });
  }
  return unread.length === 0;
}

function consistent(cursor: Cursor, fields: Whole): boolean {
  const faults: string[] = [];
  if (fields.heads.value % fields.kvHeads.value !== 0) faults.push('kvHeads must divide heads');
  if (fields.denseLayers.value > fields.layers.value) faults.push('denseLayers exceeds layers');
  if (fields.experts.value === 0 && fields.denseLayers.value !== fields.layers.value) {
    faults.push('without experts every layer is dense: denseLayers must be layers');
  }
  if (fields.denseLayers.value > 0 && fields.ffn.value === 0) faults.push('dense layers need ffn');
  if (fields.windowLayers.value > fields.layers.value) faults.push('windowLayers exceeds layers');
  if (fields.windowLayers.value > 0 !== fields.window.value > 0) {
    faults.push('window and windowLayers go together');
  }
  if (fields.keyValueRank.value === 0 && fields.queryRank.value + fields.ropeDim.value > 0) {
    faults.push('queryRank and ropeDim need a keyValueRank');
  }
  if (fields.topK.value > fields.experts.value) faults.push('topK exceeds experts');
  if (fields.experts.value > 0 && (fields.topK.value === 0 || fields.expertFfn.value === 0)) {
    faults.push('experts need topK and expertFfn');
  }
  for (const fault of faults) {
    cursor.report({
      code: 'model.inconsistent',
      message: `The architecture contradicts itself: ${fault}.`,
    });
  }
  return faults.length === 0;
}
