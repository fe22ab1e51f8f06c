import { isKnown, type Known } from '../base/index.ts';
import { architectureOf } from '../factory/index.ts';
import { CATALOGUE, type KernelStanding, kernelsFor, type ModelSpec } from '../facts/index.ts';
import { sizeModel } from '../model/index.ts';

/** Something that a factory file can name. */
interface CatalogueEntry {
  readonly label: string;
  /** The figures that distinguish it from others, in SI. */
  readonly figures: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  /** For a GPU, what its kernels rest on. */
  readonly kernels?: KernelStanding;
}

/** By kind (`gpu`), then by name. */
export type CatalogueEntries = Readonly<Record<string, Readonly<Record<string, CatalogueEntry>>>>;

/** For kinds whose entries have several values, those that distinguish them. */
const SPECS = {
  gpu: ['bf16', 'memory'],
  node: ['gpusPerNode', 'nameplatePower'],
  rack: ['nodesPerRack', 'powerLimit'],
  switch: ['ports', 'portSpeed'],
  optic: ['speed', 'price'],
  storage: ['write', 'gpus'],
  failures: ['rate'],
  stack: ['factor'],
} as const;

/** Kinds with a single value, by the name of that value. */
const VALUES = {
  pue: 'pue',
  electricityPrice: 'price',
  constructionCost: 'price',
  leadTime: 'time',
} as const;

/** Everything that a factory file can name, with a label and one or two key figures each. */
export function catalogueEntries(): CatalogueEntries {
  const { gpu, node, ...specs } = SPECS;
  return {
    gpu: mapValues(specEntries(CATALOGUE.gpu, gpu), gpuEntry),
    node: specEntries(CATALOGUE.node, node),
    model: mapValues(CATALOGUE.model, modelEntry),
    ...mapValues(specs, (names, kind) => specEntries(CATALOGUE[kind], names)),
    ...mapValues(VALUES, (name, kind) =>
      mapValues(CATALOGUE[kind] as Readonly<Record<string, Known>>, (known) =>
        valueEntry(name, known),
      ),
    ),
  };
}

function specEntries(
  entries: Readonly<Record<string, { readonly label: string }>>,
  names: readonly string[],
): Readonly<Record<string, CatalogueEntry>> {
  return mapValues(entries, (entry) => {
    const values = new Map<string, unknown>(Object.entries(entry));
    const figures = names.flatMap((name) => {
      const value = values.get(name);
      return isKnown(value) ? [[name, figureOf(value)] as const] : [];
    });
    return { label: entry.label, figures: Object.fromEntries(figures) };
  });
}

function gpuEntry(entry: CatalogueEntry, name: string): CatalogueEntry {
  const kernels = kernelsFor(name)?.standing;
  return kernels ? { ...entry, kernels } : entry;
}

function modelEntry(spec: ModelSpec): CatalogueEntry {
  const size = sizeModel(architectureOf(spec), spec.nativeSeqLen);
  const parameters = { value: size.parameters, unit: 'parameter' };
  const active = { value: size.activeParameters, unit: 'parameter' };
  const figures = active.value < parameters.value ? { parameters, active } : { parameters };
  return { label: spec.label, figures };
}

function valueEntry(name: string, known: Known): CatalogueEntry {
  const { title, locator } = known.source ?? {};
  const from = [title, locator].filter(Boolean).join(', ');
  return {
    label: known.label ?? (from || (known.reason ?? '')),
    figures: { [name]: figureOf(known) },
  };
}

function figureOf({ value, unit }: Known) {
  return { value, unit };
}

function mapValues<Key extends string, Value, To>(
  record: Readonly<Record<Key, Value>>,
  to: (value: Value, key: Key) => To,
): Readonly<Record<Key, To>> {
  const entries = Object.entries(record) as [Key, Value][];
  return Object.fromEntries(entries.map(([key, value]) => [key, to(value, key)])) as Record<
    Key,
    To
  >;
}
