import { type DecoderShape, toConfig, type WeightLayout } from '../decoder/index.ts';
import { readTokenizer, type Tokenizer } from '../tokenizer/index.ts';
import type { TrainingState } from '../train/index.ts';
import { CheckpointError, type Facts, readFiles, writeFiles } from './files.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

const WEIGHTS = 'model.safetensors';
const OPTIMIZER = 'optimizer.safetensors';
const CONFIG = 'config.json';
const TOKENIZER = 'tokenizer.json';

/** What a checkpoint is of. */
export interface Subject {
  readonly shape: DecoderShape;
  readonly layout: WeightLayout;
  /** Tokens in a sequence. */
  readonly sequence: number;
}

export interface Checkpoint {
  readonly state: TrainingState;
  readonly tokenizer: Tokenizer;
  /** What the writer noted: the run, the seed, the digest of the text. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A copy of the state as files, which later steps do not change. */
export function packCheckpoint(
  { shape, layout, sequence }: Subject,
  state: TrainingState,
  tokenizer: Tokenizer,
): Map<string, Uint8Array> {
  const tensors = (values: Float32Array, prefix: string): Tensor[] =>
    layout.weights.map(({ name, shape: dimensions, offset, size }) => ({
      name: prefix + name,
      shape: dimensions,
      values: values.subarray(offset, offset + size),
    }));
  const moments = [...tensors(state.first, 'exp_avg.'), ...tensors(state.second, 'exp_avg_sq.')];
  const encoder = new TextEncoder();
  const config = `${JSON.stringify(toConfig(shape, sequence), undefined, 2)}\n`;
  return new Map([
    [WEIGHTS, writeSafetensors(tensors(state.parameters, ''))],
    [OPTIMIZER, writeSafetensors(moments)],
    [CONFIG, encoder.encode(config)],
    [TOKENIZER, encoder.encode(tokenizer.toFile())],
  ]);
}

/** See `writeFiles`. */
export async function saveCheckpoint(
  folder: string,
  step: number,
  files: ReadonlyMap<string, Uint8Array>,
  facts: Facts,
): Promise<string> {
  return writeFiles(folder, step, files, facts);
}

/** Throws a `CheckpointError` for one that is damaged or of another model. */
export async function loadCheckpoint(path: string, subject: Subject): Promise<Checkpoint> {
  const { step, files, facts } = await readFiles(path);
  const part = <T>(name: string, read: (content: Uint8Array) => T): T => {
    const content = files.get(name);
    if (!content) throw new CheckpointError(path, name, 'is not in the manifest');
    try {
      return read(content);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new CheckpointError(path, name, message);
    }
  };
  const text = (content: Uint8Array): string => new TextDecoder().decode(content);
  part(CONFIG, (content) => checkConfig(JSON.parse(text(content)), subject));
  const { layout } = subject;
  const parameters = part(WEIGHTS, (content) => gather(readSafetensors(content), layout, ''));
  const moments = part(OPTIMIZER, (content) => {
    const tensors = readSafetensors(content);
    const [first, second] = ['exp_avg.', 'exp_avg_sq.'].map((prefix) =>
      gather(tensors, layout, prefix),
    );
    return { first: first!, second: second! };
  });
  const tokenizer = part(TOKENIZER, (content) => readTokenizer(text(content)));
  return { state: { step, parameters, ...moments }, tokenizer, facts };
}

function checkConfig(config: Record<string, unknown>, { shape, sequence }: Subject): void {
  const { max_position_embeddings: longest, ...expected } = toConfig(shape, sequence);
  for (const [key, value] of Object.entries(expected)) {
    if (JSON.stringify(config[key]) !== JSON.stringify(value))
      throw new Error(
        `says ${key} ${JSON.stringify(config[key])}, the job ${JSON.stringify(value)}`,
      );
  }
  if (config['max_position_embeddings'] !== longest)
    throw new Error(`has sequences of ${config['max_position_embeddings']}, the job of ${longest}`);
}

function gather(
  tensors: ReturnType<typeof readSafetensors>,
  layout: WeightLayout,
  prefix: string,
): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const { name, shape, offset } of layout.weights) {
    const tensor = tensors.get(prefix + name);
    if (!tensor || tensor.shape.join() !== shape.join())
      throw new Error(`has no ${prefix}${name} of ${shape.join(' x ')}`);
    if (tensor.stored !== 'F32')
      throw new Error(`has ${prefix}${name} in ${tensor.stored}: training goes on from 32 bits`);
    flat.set(tensor.values, offset);
  }
  return flat;
}
