import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { andThen, failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { readSafetensors } from '@gigafactory/trainer/checkpoint';
import { type DecoderShape, layOut, type WeightLayout } from '@gigafactory/trainer/decoder';
import { readTokenizer, type Tokenizer } from '@gigafactory/trainer/tokenizer';
import { type ModelConfig, readConfig } from './config.ts';

export const WEIGHTS = 'model.safetensors';
export const CONFIG = 'config.json';
export const TOKENIZER = 'tokenizer.json';
/** Files that say what the others hold: of a published model, and of a checkpoint. */
const LISTINGS = ['model.json', 'manifest.json'];

/** A model in memory, checked: every weight is a number, and every token has one. */
export interface Model {
  readonly shape: DecoderShape;
  /** The longest input, tokens. */
  readonly sequence: number;
  readonly layout: WeightLayout;
  /** All weights, flat, in the order of the layout. */
  readonly weights: Float32Array;
  readonly tokenizer: Tokenizer;
  /** config.json as it stands. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads a model from a folder of Hugging Face's files: a published version, a checkpoint, or one from elsewhere. Where
 * a `model.json` or `manifest.json` lists the files, their bytes must be the ones that it lists.
 *
 * Problems: `model.missing`, `model.listing`, `model.hash`, `model.config`, `model.weights`, `model.shape`, `model.nan`,
 * `model.tokenizer`.
 */
export async function readModel(folder: string): Promise<Result<Model>> {
  const files = await readListed(folder, [CONFIG, WEIGHTS, TOKENIZER]);
  if (!files.ok) return files;
  const [config, weights, tokenizer] = files.value;
  return andThen(readConfig(textOf(config!)), (read) =>
    andThen(readWeights(weights!, read.shape), ({ layout, flat }) =>
      andThen(readFitting(textOf(tokenizer!), read), (fitting) =>
        ok({ ...read, layout, weights: flat, tokenizer: fitting }),
      ),
    ),
  );
}

/** Files of a folder, each as it was listed. */
async function readListed(folder: string, names: readonly string[]): Promise<Result<Uint8Array[]>> {
  const hashes = await readListing(folder);
  if (!hashes.ok) return hashes;
  const files: Uint8Array[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    try {
      const content = await readFile(join(folder, name));
      files.push(content);
      const expected = hashes.value?.get(name);
      if (hashes.value && expected !== createHash('sha256').update(content).digest('hex')) {
        const why = expected === undefined ? 'nothing lists it' : 'its SHA-256 differs';
        problems.push(problem('hash', `${join(folder, name)} is not what was written: ${why}`));
      }
    } catch (error) {
      problems.push(
        problem('missing', `${join(folder, name)} cannot be read: ${messageOf(error)}`),
      );
    }
  }
  return problems.length > 0 ? failed(...problems) : ok(files);
}

/** SHA-256 by name, hex; undefined where nothing lists the files. */
async function readListing(
  folder: string,
): Promise<Result<ReadonlyMap<string, string> | undefined>> {
  for (const name of LISTINGS) {
    let text: string;
    try {
      text = await readFile(join(folder, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      const message = `${join(folder, name)} cannot be read: ${messageOf(error)}`;
      return failed(problem('listing', message));
    }
    const hashes = parseListing(text);
    return hashes ? ok(hashes) : failed(problem('listing', `${join(folder, name)} lists no files`));
  }
  return ok(undefined);
}

function parseListing(text: string): Map<string, string> | undefined {
  try {
    const entries = Object.entries(Object(JSON.parse(text).files));
    return new Map(entries.map(([name, entry]) => [name, String(Object(entry).sha256)]));
  } catch {
    return undefined;
  }
}

function readWeights(
  content: Uint8Array,
  shape: DecoderShape,
): Result<{ layout: WeightLayout; flat: Float32Array }> {
  let tensors: Tensors;
  try {
    tensors = readSafetensors(content);
  } catch (error) {
    return failed(problem('weights', `${WEIGHTS} ${messageOf(error)}`));
  }
  // Each layer has weights: with more of them than the file has, the layout alone could fill all memory.
  if (shape.layers > tensors.size) {
    const message = `${WEIGHTS} has ${tensors.size} weights for ${shape.layers} layers`;
    return failed(problem('shape', message));
  }
  const layout = layOut(shape);
  const problems = shapeProblems(layout, tensors);
  if (problems.length > 0) return failed(...problems);
  return flatten(layout, tensors);
}

type Tensors = ReturnType<typeof readSafetensors>;

/** Weights that are missing, of another shape, or too many. */
function shapeProblems(layout: WeightLayout, tensors: Tensors): Problem[] {
  const problems: Problem[] = [];
  const further = new Set(tensors.keys());
  for (const { name, shape } of layout.weights) {
    const tensor = tensors.get(name);
    further.delete(name);
    if (tensor?.shape.join() === shape.join()) continue;
    const found = tensor ? `${name} of ${tensor.shape.join(' x ')}` : `no ${name}`;
    problems.push(problem('shape', `${WEIGHTS} has ${found}, not of ${shape.join(' x ')}`));
  }
  for (const name of further)
    problems.push(problem('shape', `${WEIGHTS} has ${name}, which config.json knows nothing of`));
  return problems;
}

/** All weights in the order of the layout, whose shapes they have. */
function flatten(
  layout: WeightLayout,
  tensors: Tensors,
): Result<{ layout: WeightLayout; flat: Float32Array }> {
  const flat = new Float32Array(layout.size);
  const problems: Problem[] = [];
  for (const { name, offset } of layout.weights) {
    const tensor = tensors.get(name)!;
    flat.set(tensor.values, offset);
    const broken = tensor.values.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0)
      problems.push(
        problem('nan', `${WEIGHTS} has ${tensor.values[broken]} in ${name}, at number ${broken}`),
      );
  }
  return problems.length > 0 ? failed(...problems) : ok({ layout, flat });
}

function readFitting(text: string, { shape }: ModelConfig): Result<Tokenizer> {
  let tokenizer: Tokenizer;
  try {
    tokenizer = readTokenizer(text);
  } catch (error) {
    return failed(problem('tokenizer', `${TOKENIZER} ${messageOf(error)}`));
  }
  if (tokenizer.size === shape.vocabulary) return ok(tokenizer);
  return failed(
    problem(
      'tokenizer',
      `${TOKENIZER} has ${tokenizer.size} tokens, the model ${shape.vocabulary}`,
    ),
  );
}

function problem(code: string, message: string): Problem {
  return { code: `model.${code}`, message: `${message}.` };
}

function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
