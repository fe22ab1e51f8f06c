import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notes } from '@gigafactory/core/base';
import { DIMENSIONS } from '../../skill/index.ts';
import type { Passage, Passages } from '../port.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { passagesOfNotes } from './notes.ts';
import { type Document, gistOf, passagesOf } from './split.ts';
import { WordsInCommon } from './words-in-common.ts';

export interface RetrievalParts {
  readonly documents: readonly Document[];
  /** Where the index is kept, under the hash of what it is of. */
  readonly folder: string;
  readonly encoder?: Encoder;
}

/** Most passages that are shown. */
const MOST_FOUND = 3;
/**
 * The least that meaning (a cosine) and words in common (a share) come to together, and the least share: the encoder by itself
 * takes any two questions about other worlds for alike.
 */
const LEAST_TOGETHER = 0.85;
const LEAST_SHARED = 0.45;
/** What a decision is behind a page that says how things are. */
const DECISION = 0.1;
/** Of the format of the index. */
const VERSION = 1;

export interface OpenedPassages extends Passages {
  /** Makes the index, or reads it, so that the first question need not wait. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

/** Finds passages of documents by meaning. The index is made once, in a thread, and read from then on. */
export function openPassages({
  documents,
  folder,
  encoder = openEncoder(),
}: RetrievalParts): OpenedPassages {
  const passages = documents.flatMap(passagesOf);
  const words = new WordsInCommon(passages);
  const ofNotes = new NoteFinder(encoder);
  let indexing: Promise<Float32Array> | undefined;
  const index = (): Promise<Float32Array> => {
    indexing ??= indexOf(passages, folder, encoder);
    return indexing;
  };
  return {
    prepare: async () => void (await index()),
    close: () => encoder.close(),
    find: async (question, notes) => {
      if (passages.length === 0)
        return { found: [], problem: 'No documentation is installed here.' };
      try {
        const [all, asked] = await Promise.all([index(), encoder.embed([question])]);
        const likeness = (at: number): number => likenessOf(all, at, asked);
        const documented = nearest(passages, likeness, words.with(question));
        const noted = notes ? await ofNotes.find(question, asked, notes) : [];
        return { found: best([...documented, ...noted]) };
      } catch (error) {
        indexing = undefined;
        const words = error instanceof Error ? error.message : String(error);
        return { found: [], problem: `The documentation cannot be searched by meaning: ${words}.` };
      }
    },
  };
}

interface Found {
  readonly passage: Passage;
  /** Meaning and words in common together. */
  readonly together: number;
}

/** The nearest first. Equal ones keep their order, so that the same question finds the same. */
function best(found: readonly Found[]): Passage[] {
  return found
    .toSorted((a, b) => b.together - a.together)
    .slice(0, MOST_FOUND)
    .map(({ passage }) => passage);
}

/** Those that are near. */
function nearest(
  passages: readonly Passage[],
  likeness: (at: number) => number,
  shared: readonly number[],
): Found[] {
  return passages
    .map((passage, at) => {
      const handicap = passage.document.includes('decisions/') ? DECISION : 0;
      return { passage, share: shared[at]!, together: likeness(at) + shared[at]! - handicap };
    })
    .filter(({ share, together }) => share >= LEAST_SHARED && together >= LEAST_TOGETHER);
}

/** Notes that are compared by meaning: those that have most words in common with the question. */
const MOST_COMPARED = 16;
/** Embeddings of notes that are remembered; a plan of 100,000 GPUs has 500 that say something. */
const MOST_REMEMBERED = 4000;

/** Finds notes of plans. They change with the file, so each is embedded when a question first comes near it, once for each text. */
class NoteFinder {
  readonly #encoder: Encoder;
  readonly #known = new WeakMap<Notes, { passages: readonly Passage[]; words: WordsInCommon }>();
  readonly #embedded = new Map<string, Float32Array>();

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  async find(question: string, asked: Float32Array, notes: Notes): Promise<Found[]> {
    const { passages, words } = this.#passagesOf(notes);
    const shared = words.with(question);
    const near = passages
      .map((passage, at) => ({ passage, share: shared[at]! }))
      .filter(({ share }) => share >= LEAST_SHARED)
      .toSorted((a, b) => b.share - a.share)
      .slice(0, MOST_COMPARED);
    const all = await this.#embed(near.map(({ passage }) => gistOf(passage)));
    const likeness = (at: number): number => likenessOf(all, at, asked);
    return nearest(
      near.map(({ passage }) => passage),
      likeness,
      near.map(({ share }) => share),
    );
  }

  #passagesOf(notes: Notes) {
    const known = this.#known.get(notes);
    if (known) return known;
    const passages = passagesOfNotes(notes);
    const made = { passages, words: new WordsInCommon(passages) };
    this.#known.set(notes, made);
    return made;
  }

  async #embed(gists: readonly string[]): Promise<Float32Array> {
    const missing = [...new Set(gists)].filter((gist) => !this.#embedded.has(gist));
    const made =
      missing.length > 0 ? await this.#encoder.embed(missing) : new Float32Array(DIMENSIONS);
    if (this.#embedded.size + missing.length > MOST_REMEMBERED) this.#embedded.clear();
    const own = new Map(
      missing.map((gist, at) => [gist, made.slice(at * DIMENSIONS, (at + 1) * DIMENSIONS)]),
    );
    const all = new Float32Array(gists.length * DIMENSIONS);
    for (const [at, gist] of gists.entries())
      all.set(own.get(gist) ?? this.#embedded.get(gist)!, at * DIMENSIONS);
    for (const [gist, numbers] of own) this.#embedded.set(gist, numbers);
    return all;
  }
}

function likenessOf(all: Float32Array, at: number, asked: Float32Array): number {
  let [product, own, other] = [0, 0, 0];
  for (let place = 0; place < DIMENSIONS; place++) {
    const [a, b] = [all[at * DIMENSIONS + place]!, asked[place]!];
    product += a * b;
    own += a * a;
    other += b * b;
  }
  return product / Math.sqrt(own * other || 1);
}

/** Kept by the hash of the passages: other documents have another index. */
async function indexOf(
  passages: readonly Passage[],
  folder: string,
  encoder: Encoder,
): Promise<Float32Array> {
  const gists = passages.map(gistOf);
  const hash = createHash('sha256')
    .update(JSON.stringify([VERSION, DIMENSIONS, gists]))
    .digest('hex');
  const path = join(folder, `passages-${hash.slice(0, 16)}.f32`);
  const known = await readFile(path).catch(() => undefined);
  if (known?.byteLength === gists.length * DIMENSIONS * 4) {
    return new Float32Array(
      known.buffer.slice(known.byteOffset, known.byteOffset + known.byteLength),
    );
  }
  const made = await encoder.embed(gists);
  const bytes = Buffer.from(made.buffer, made.byteOffset, made.byteLength);
  // Whole or not at all; an index that cannot be kept is made again next time.
  await writeFile(`${path}.part`, bytes, { mode: 0o600 }).then(
    () => rename(`${path}.part`, path),
    () => {},
  );
  return made;
}
