import { likeness, type Vector, type Vocabulary } from '../text/vectors.ts';

/** An item as it is compared. */
export interface Compared {
  readonly vector: Vector;
  readonly language: string;
  /** ms since 1970. */
  readonly published: number | undefined;
}

/** Two items, by their places, and how alike they are by their terms. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly terms: number;
}

/** The heaviest terms of an item, one of which a pair must share, and items of one term that each is compared with. */
const KEYS = 10;
const MOST_PER_KEY = 80;
/** Pairs less alike are none. */
const LEAST = 0.05;
const DAY = 86_400_000;
/** Further apart they are told as two stories. */
const WINDOW = 10 * DAY;

/**
 * All pairs of one language and about one time that share one of their rarest terms, the nearest in time first where a term is
 * frequent. Grows with the number of items, not with its square.
 */
export function pairsOf(items: readonly Compared[], vocabulary: Vocabulary): Pair[] {
  const order = items.map((_, at) => at).sort((a, b) => timeOf(items[a]!) - timeOf(items[b]!));
  const known = new Map<string, number[]>();
  const pairs: Pair[] = [];
  for (const at of order) {
    const { vector, language } = items[at]!;
    const met = new Set<number>();
    for (const term of keysOf(vector, vocabulary)) {
      const key = `${language} ${term}`;
      const others = known.get(key) ?? [];
      for (const other of others.slice(-MOST_PER_KEY)) met.add(other);
      others.push(at);
      known.set(key, others);
    }
    for (const other of met) {
      if (fading(items[at]!, items[other]!) === 0) continue;
      const terms = likeness(vector, items[other]!.vector);
      if (terms >= LEAST) pairs.push({ a: other, b: at, terms });
    }
  }
  return pairs;
}

/** 1 for items of a day or two, less the further apart they are, 0 beyond the window; 1 if a date is not known. */
export function fading(a: Compared, b: Compared): number {
  if (a.published === undefined || b.published === undefined) return 1;
  const apart = Math.abs(a.published - b.published);
  if (apart > WINDOW) return 0;
  return apart <= 2 * DAY ? 1 : 1 - (0.6 * (apart - 2 * DAY)) / (WINDOW - 2 * DAY);
}

function timeOf({ published }: Compared): number {
  return published ?? 0;
}

function keysOf({ terms, weights }: Vector, vocabulary: Vocabulary): number[] {
  return [...terms.keys()]
    .filter((place) => vocabulary.countOf(terms[place]!) > 1)
    .sort((a, b) => weights[b]! - weights[a]!)
    .slice(0, KEYS)
    .map((place) => terms[place]!);
}
