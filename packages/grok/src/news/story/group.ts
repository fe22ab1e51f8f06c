import type { Item } from '../item.ts';
import { termsOf } from '../text/terms.ts';
import { Vocabulary } from '../text/vectors.ts';
import { cluster, type Edge } from './cluster.ts';
import { fading, type Pair, pairsOf } from './pairs.ts';
import { inSeveral, isRoundup } from './roundups.ts';

/** Makes numbers of sentences, `length / texts` of each; they are of English. */
export type Embed = (texts: readonly string[]) => Promise<Float32Array>;

/** The score from which items are one story. */
const THRESHOLD = 0.185;
/** Between these the terms leave it open, and the meaning of how they begin decides with them. */
const OPEN_FROM = 0.1;
const OPEN_TO = 0.42;
/** How much meaning can add or take. */
const MEANING = 0.2;
/** Texts about two things of one kind are as alike as this. */
const USUAL = 0.6;
/** Texts that are embedded at most, those of the most doubtful pairs first: it takes some 25 ms of CPU time each. */
const MOST_EMBEDDED = 2500;
/** UTF-16 units. */
const BEGINNING = 200;

/**
 * Which items tell one story: by terms and meaning, within their language, fading with time. A roundup belongs to each story that one of its
 * sentences tells.
 * @returns groups of places in `items`, each in their order
 */
export async function storiesOf(items: readonly Item[], embed: Embed): Promise<number[][]> {
  const terms = items.map(({ text, language, titleLength }) =>
    termsOf(text, language, titleLength),
  );
  const vocabulary = new Vocabulary(terms);
  const compared = items.map(({ language, published }, at) => ({
    ...{ language, published, vector: vocabulary.vectorOf(terms[at]!) },
  }));
  const roundups = new Set([...items.keys()].filter((at) => isRoundup(items[at]!)));
  const pairs = pairsOf(compared, vocabulary).filter(
    ({ a, b }) => !roundups.has(a) && !roundups.has(b),
  );
  const meaning = await meaningOf(items, pairs, embed);
  const edges = pairs.map((pair): Edge => {
    const { a, b } = pair;
    return { a, b, score: scoreOf(pair, meaning(a, b)) * fading(compared[a]!, compared[b]!) };
  });
  const groups = cluster(items.length, edges, THRESHOLD);
  return inSeveral(items, { groups, roundups, vocabulary });
}

function scoreOf({ terms }: Pair, meaning: number | undefined): number {
  return meaning === undefined ? terms : terms + MEANING * (meaning - USUAL);
}

type Meaning = (a: number, b: number) => number | undefined;

/** The cosine of two English texts, where it was worth to compute it. */
async function meaningOf(
  items: readonly Item[],
  pairs: readonly Pair[],
  embed: Embed,
): Promise<Meaning> {
  const doubtful = pairs
    .filter(({ a, terms }) => items[a]!.language === 'en' && terms >= OPEN_FROM && terms <= OPEN_TO)
    .sort((x, y) => Math.abs(x.terms - THRESHOLD) - Math.abs(y.terms - THRESHOLD));
  const rows = new Map<string, number>();
  const rowOf = (at: number): number | undefined => {
    const beginning = beginningOf(items[at]!);
    if (!rows.has(beginning) && rows.size < MOST_EMBEDDED) rows.set(beginning, rows.size);
    return rows.get(beginning);
  };
  for (const { a, b } of doubtful) {
    rowOf(a);
    rowOf(b);
  }
  if (rows.size === 0) return () => undefined;
  const numbers = await embed([...rows.keys()]);
  const width = numbers.length / rows.size;
  const wanted = new Set(doubtful.map(({ a, b }) => `${a} ${b}`));
  return (a, b) => {
    if (!wanted.has(`${a} ${b}`)) return undefined;
    const [x, y] = [rows.get(beginningOf(items[a]!)), rows.get(beginningOf(items[b]!))];
    return x === undefined || y === undefined ? undefined : cosine(numbers, width, x, y);
  };
}

function beginningOf({ text }: Item): string {
  return text.slice(0, BEGINNING);
}

function cosine(numbers: Float32Array, width: number, x: number, y: number): number {
  let [product, own, other] = [0, 0, 0];
  for (let place = 0; place < width; place++) {
    const [a, b] = [numbers[x * width + place]!, numbers[y * width + place]!];
    product += a * b;
    own += a * a;
    other += b * b;
  }
  return product / Math.sqrt(own * other || 1);
}
