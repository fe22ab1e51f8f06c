import { FIGURES, PLACE_ENTRIES } from '../book/read.ts';
import { patternOf, type View } from './view.ts';
import { stemOf, wordsOf } from './words.ts';

/** What was found for a question: the pattern of a path, and how alike its nearest phrase is, from 0 to 1. */
export interface Candidate {
  readonly pattern: string;
  readonly likeness: number;
}

interface Phrase {
  readonly pattern: string;
  readonly stems: readonly string[];
}

/** Weight of a word of the question that no phrase has. */
const STRANGE = 0.6;
/** Words of nearly all patterns are not looked up. */
const LIGHT = 0.7;

/**
 * Finds patterns whose phrases are nearest to a question: twice the weight of the words that both have over the weight
 * of all words of both (Dice), words weighing as ln(1 + patterns / patterns with the word).
 */
export class Finder {
  /** The patterns in alphabetical order, and the number of the pattern of each phrase. */
  readonly #patterns: readonly string[];
  readonly #patternOf: Int32Array;
  /** Sum of the weights of each phrase. */
  readonly #sums: Float64Array;
  readonly #weights = new Map<string, number>();
  /** Phrases that have a word. */
  readonly #places = new Map<string, Int32Array>();
  /** Zero between two searches. */
  readonly #shared: Float64Array;

  constructor(phrases: readonly Phrase[]) {
    const withStem = new Map<string, Set<string>>();
    const places = new Map<string, number[]>();
    for (const [index, { pattern, stems }] of phrases.entries())
      for (const stem of stems) {
        withStem.set(stem, (withStem.get(stem) ?? new Set()).add(pattern));
        const known = places.get(stem);
        if (known) known.push(index);
        else places.set(stem, [index]);
      }
    this.#patterns = [...new Set(phrases.map(({ pattern }) => pattern))].sort();
    const numbers = new Map(this.#patterns.map((pattern, number) => [pattern, number]));
    this.#patternOf = Int32Array.from(phrases, ({ pattern }) => numbers.get(pattern)!);
    for (const [stem, of] of withStem)
      this.#weights.set(stem, Math.log(1 + this.#patterns.length / of.size));
    for (const [stem, of] of places) this.#places.set(stem, Int32Array.from(of));
    this.#sums = Float64Array.from(phrases, ({ stems }) => this.#sum(stems));
    this.#shared = new Float64Array(phrases.length);
  }

  #sum(stems: readonly string[]): number {
    return stems.reduce((sum, stem) => sum + (this.#weights.get(stem) ?? STRANGE), 0);
  }

  /** The likeliest patterns, best first. `isHidden` leaves phrases out, by their number. */
  find(
    words: readonly string[],
    most: number,
    isHidden: (phrase: number) => boolean = () => false,
  ): Candidate[] {
    const stems = [...new Set(words.map(stemOf))];
    const asked = this.#sum(stems);
    const touched: number[] = [];
    for (const stem of stems) {
      const weight = this.#weights.get(stem) ?? 0;
      if (weight < LIGHT) continue;
      for (const index of this.#places.get(stem)!) {
        if (this.#shared[index] === 0) touched.push(index);
        this.#shared[index]! += weight;
      }
    }
    const best = new Map<number, number>();
    for (const index of touched) {
      const weight = this.#shared[index]!;
      this.#shared[index] = 0;
      if (isHidden(index)) continue;
      const pattern = this.#patternOf[index]!;
      const likeness = (2 * weight) / (this.#sums[index]! + asked);
      if (likeness > (best.get(pattern) ?? 0)) best.set(pattern, likeness);
    }
    return [...best]
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, most)
      .map(([pattern, likeness]) => ({ pattern: this.#patterns[pattern]!, likeness }));
  }
}

function phrase(pattern: string, text: string): Phrase {
  const words = wordsOf(text.replace(/\{\w\}/g, ' '));
  return { pattern, stems: [...new Set(words.map(stemOf))] };
}

/** Words of a path, `tokensPerSecond` apart. */
function wordsOfPath(pattern: string): string {
  const parts = pattern
    .split('.')
    .filter((part) => !/^[A-Z]/.test(part) && part !== 'factory' && part !== 'training');
  return parts.join(' ').replace(/([a-z])([A-Z])/g, '$1 $2');
}

const BOOK_PHRASES: readonly Phrase[] = FIGURES.flatMap(({ pattern, names, questions }) => [
  ...[...names, ...questions].map((text) => phrase(pattern, text)),
  phrase(pattern, wordsOfPath(pattern)),
]);

const PLACE_PHRASES: readonly Phrase[] = PLACE_ENTRIES.flatMap(
  ({ pattern, names, wishes, words }) => [
    ...[...names, ...wishes, ...Object.values(words).flat()].map((text) => phrase(pattern, text)),
    phrase(pattern, wordsOfPath(pattern)),
  ],
);

/** Finds places that an edit can fill; they are the same in all files. */
export const PLACE_FINDER = new Finder(PLACE_PHRASES);

/** A label without the name of the part or model that it begins with. */
export function shortLabel(pattern: string, label: string): string {
  const isPart = /^factory\.(?:hardware|models|storage|reliability)\./.test(pattern);
  return isPart ? label.split(', ').slice(-1).join() : label;
}

/** Finds figures of a file: those that the book names, and all others by label and path. */
export function figureFinder(view: View): Finder {
  const labels = new Map<string, string>();
  for (const [path, label] of view.labels) {
    const { pattern } = patternOf(path, view);
    if (!labels.has(pattern)) labels.set(pattern, label);
  }
  const booked = new Set(FIGURES.map(({ pattern }) => pattern));
  const others = [...labels]
    .filter(([pattern]) => !booked.has(pattern))
    .flatMap(([pattern, label]) => {
      const short = shortLabel(pattern, label);
      return [phrase(pattern, short), phrase(pattern, `${short} ${wordsOfPath(pattern)}`)];
    });
  return new Finder([...BOOK_PHRASES, ...others]);
}
