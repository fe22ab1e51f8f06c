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

interface Weighed extends Phrase {
  readonly sum: number;
}

/** Weight of a word of the question that no phrase has. */
const STRANGE = 0.6;

/**
 * Finds patterns whose phrases are nearest to a question: twice the weight of the words that both have over the weight
 * of all words of both (Dice), words weighing as ln(1 + patterns / patterns with the word).
 */
export class Finder {
  readonly #phrases: readonly Weighed[];
  readonly #weights = new Map<string, number>();
  readonly #places = new Map<string, number[]>();

  constructor(phrases: readonly Phrase[]) {
    const patterns = new Map<string, Set<string>>();
    for (const { pattern, stems } of phrases)
      for (const stem of stems) patterns.set(stem, (patterns.get(stem) ?? new Set()).add(pattern));
    const total = new Set(phrases.map(({ pattern }) => pattern)).size;
    for (const [stem, of] of patterns) this.#weights.set(stem, Math.log(1 + total / of.size));
    this.#phrases = phrases.map((phrase) => ({ ...phrase, sum: this.#sum(phrase.stems) }));
    for (const [index, { stems }] of this.#phrases.entries())
      for (const stem of stems) {
        const places = this.#places.get(stem);
        if (places) places.push(index);
        else this.#places.set(stem, [index]);
      }
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
    const shared = new Map<number, number>();
    for (const stem of stems) {
      const weight = this.#weights.get(stem);
      if (weight === undefined || weight < 0.7) continue;
      for (const index of this.#places.get(stem)!)
        shared.set(index, (shared.get(index) ?? 0) + weight);
    }
    const best = new Map<string, number>();
    for (const [index, weight] of shared) {
      if (isHidden(index)) continue;
      const { pattern, sum } = this.#phrases[index]!;
      const likeness = (2 * weight) / (sum + asked);
      if (likeness > (best.get(pattern) ?? 0)) best.set(pattern, likeness);
    }
    return [...best]
      .map(([pattern, likeness]) => ({ pattern, likeness }))
      .sort((a, b) => b.likeness - a.likeness || (a.pattern < b.pattern ? -1 : 1))
      .slice(0, most);
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
