import { showQuantity } from '../base/index.ts';
import { kitOf, MODELS, NODES } from '../facts/index.ts';
import { sizeModel } from '../model/index.ts';
import { architectureOf } from './models.ts';

/** What a new factory file has to say, as typed. */
export interface Wanted {
  readonly gpu: string;
  readonly gpus: string;
  readonly model: string;
  readonly tokens: string;
}

/** What it may say besides. */
export interface Wishes {
  /** The day on which the factory is ready and training begins: `2027-01-04`. */
  readonly start?: string | undefined;
  readonly name?: string | undefined;
  /** Name of the file, for the commands in its comment. */
  readonly file?: string | undefined;
}

/** Longer sequences are for a later stage of training. */
const USUAL_LENGTH = 8192;

/** Tokens for each parameter (Hoffmann et al. 2022, arXiv:2203.15556: training compute-optimal models). */
const TOKENS_PER_PARAMETER = 20;

/**
 * Tokens per optimizer step by active parameters, as in published runs: 0.5M to 1M below 2B
 * (GPT-3, arXiv:2005.14165), 4M for 8B and 16M for 405B (Llama 3, arXiv:2407.21783).
 */
const STEP_TOKENS: readonly (readonly [below: number, tokens: number])[] = [
  [2e9, 2 ** 20],
  [2e10, 2 ** 22],
  [2e11, 2 ** 23],
  [Number.POSITIVE_INFINITY, 2 ** 24],
];

/** The proposal for each question; later ones depend on earlier answers. */
const PROPOSED: { readonly [Key in keyof Wanted]: (known: Partial<Wanted>) => string } = {
  gpu: () => 'h100-sxm',
  gpus: ({ gpu = '' }) => String(8 * gpusPerNode(gpu)),
  model: () => 'llama3-8b',
  tokens: ({ model = '' }) => {
    const billions = (TOKENS_PER_PARAMETER * sizeOf(model).active) / 1e9;
    return `${Number(billions.toPrecision(2))}B`;
  },
};

/** The answers, with a proposal for each that is missing. */
export function withProposals(
  known: {
    readonly [Key in keyof Wanted]?: string | undefined;
  },
): Wanted {
  const all: { -readonly [Key in keyof Wanted]?: string } = {};
  for (const key of Object.keys(PROPOSED) as (keyof Wanted)[])
    all[key] = known[key] ?? PROPOSED[key](all);
  return all as Wanted;
}

/** A factory file of five lines, one more for each wish, and what to do with it. */
export function writeFactory(
  { gpu, gpus, model, tokens }: Wanted,
  { start, name, file = 'FILE' }: Wishes = {},
): string {
  const length = Math.min(
    USUAL_LENGTH,
    Object.hasOwn(MODELS, model) ? MODELS[model]!.nativeSeqLen : USUAL_LENGTH,
  );
  const batch = globalBatch(stepTokens(model) / length, Number(gpus));
  return `# "gigafactory plan ${file}" computes the plan, "gigafactory up ${file}" shows it in a browser.
# globalBatch and sequenceLength make steps of ${showQuantity(batch * length, '1')} tokens, as is usual for this size.
gigafactory: 1
${name === undefined ? '' : `name: ${JSON.stringify(name)}\n`}hardware: { gpu: ${scalar(gpu)} }
fleet: { gpus: ${scalar(gpus)} }
${start === undefined ? '' : `schedule: { start: ${scalar(start)} }\n`}runs:
  train: { model: ${scalar(model)}, tokens: ${scalar(tokens)}, globalBatch: ${batch}, sequenceLength: ${length} }
`;
}

/** GPUs in the usual node of a GPU; 8 if the GPU is unknown. */
function gpusPerNode(gpu: string): number {
  return NODES[kitOf(gpu)?.node ?? '']?.gpusPerNode.value ?? 8;
}

function sizeOf(model: string): { readonly active: number } {
  const spec = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  return { active: spec ? sizeModel(architectureOf(spec), USUAL_LENGTH).activeParameters : 8e9 };
}

function stepTokens(model: string): number {
  const { active } = sizeOf(model);
  return STEP_TOKENS.find(([below]) => active < below)![1];
}

/**
 * About the wanted number of sequences, chosen to divide evenly: a multiple of the GPUs,
 * or of a half, a quarter, … of them for a model split over several.
 */
function globalBatch(wanted: number, gpus: number): number {
  let groups = Number.isSafeInteger(gpus) && gpus > 0 ? gpus : 1;
  while (groups > 1.5 * wanted && groups % 2 === 0) groups /= 2;
  return groups * Math.max(1, Math.round(wanted / groups));
}

/** Unquoted if YAML reads it as text, otherwise quoted. */
function scalar(text: string): string {
  return /^[\w.+-]+(?: [\w]+)?$/.test(text) ? text : JSON.stringify(text);
}
