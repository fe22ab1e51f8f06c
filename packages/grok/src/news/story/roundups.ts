import type { Item } from '../item.ts';
import { sentencesOf } from '../text/sentences.ts';
import { termsOf } from '../text/terms.ts';
import { likeness, type Vector, type Vocabulary } from '../text/vectors.ts';

const ROUNDUP =
  /\b(round-?up|briefing|digest|newsletter|recap|in brief|week in|week's news|(morning|evening|daily|weekly|sunday|monday|friday) (brief|wrap|news|bulletin|headlines)|top stories|headlines|(things|stories) (to know|you need|we('re| are))|what (happened|you missed|to know) (this|today|in)|catch[- ]up|at a glance|news in (short|\d+)|überblick|rückblick|kurz(meldungen| notiert|nachrichten)|das wichtigste|nachrichten (des|der)|schlagzeilen|revue de presse|en bref|l'essentiel|tour d'horizon|les titres|resumen|en breve|titulares|lo más destacado|repaso)\b/i;

/** The likeness to the items of a story from which a sentence tells it, on average and to the nearest. */
const TELLS = 0.16;
const NEAREST = 0.24;
/** Sentences of an item that are looked at. */
const MOST_SENTENCES = 12;
/** Items of a story that a sentence is compared with. */
const MOST_COMPARED = 12;

/** Whether a headline says that many things follow. */
export function isRoundup({ text, titleLength }: Item): boolean {
  return ROUNDUP.test(text.slice(0, titleLength));
}

interface Grouped {
  readonly groups: readonly number[][];
  readonly roundups: ReadonlySet<number>;
  readonly vocabulary: Vocabulary;
}

/** Puts items into every group that one of their sentences tells; one that tells two is taken for a roundup, whatever its headline says. */
export function inSeveral(items: readonly Item[], grouped: Grouped): number[][] {
  const { groups, roundups, vocabulary } = grouped;
  const vectors = items.map(({ text, language, titleLength }) =>
    vocabulary.vectorOf(termsOf(text, language, titleLength)),
  );
  const stories = groups.filter((group) => !group.some((at) => roundups.has(at)));
  const finder = new StoryFinder(stories, items, vectors);
  const further = new Map<readonly number[], number[]>();
  const placed = new Set<number>();
  for (const at of items.keys()) {
    const told = finder.toldBy(at, vocabulary);
    if (told.length < (roundups.has(at) ? 1 : 2)) continue;
    for (const story of told) {
      if (!story.includes(at)) further.set(story, [...(further.get(story) ?? []), at]);
    }
    placed.add(at);
  }
  const alone = [...roundups].filter((at) => !placed.has(at)).map((at) => [at]);
  // What was a group by itself and is told by others now is no story more.
  const left = stories.filter((group) => group.length > 1 || !isTold(group, placed, further));
  return [...left.map((group) => [...group, ...(further.get(group) ?? [])]), ...alone].map(
    (group) => group.sort((a, b) => a - b),
  );
}

function isTold(
  group: readonly number[],
  placed: ReadonlySet<number>,
  further: ReadonlyMap<readonly number[], number[]>,
): boolean {
  return placed.has(group[0]!) && !further.has(group);
}

/** Finds the stories that a sentence tells. */
class StoryFinder {
  readonly #items: readonly Item[];
  readonly #vectors: readonly Vector[];
  readonly #byTerm = new Map<number, (readonly number[])[]>();

  constructor(
    stories: readonly (readonly number[])[],
    items: readonly Item[],
    vectors: readonly Vector[],
  ) {
    this.#items = items;
    this.#vectors = vectors;
    for (const story of stories) {
      // A roundup gathers what others tell too.
      if (story.length < 2) continue;
      const terms = new Set(story.slice(0, MOST_COMPARED).flatMap((at) => [...vectors[at]!.terms]));
      for (const term of terms) {
        const known = this.#byTerm.get(term);
        if (known) known.push(story);
        else this.#byTerm.set(term, [story]);
      }
    }
  }

  /** Each sentence tells one story at most. */
  toldBy(at: number, vocabulary: Vocabulary): (readonly number[])[] {
    const { text, language } = this.#items[at]!;
    const told = new Set<readonly number[]>();
    const pieces = sentencesOf(text, language)
      .flatMap((sentence) => sentence.text.split(/;\s|\s[•·|]\s|\s[–—]\s/))
      .slice(0, MOST_SENTENCES);
    if (pieces.length < 2) return [];
    for (const piece of pieces) {
      const story = this.#nearest(at, vocabulary.vectorOf(termsOf(piece, language)));
      if (story) told.add(story);
    }
    return [...told];
  }

  #nearest(at: number, piece: Vector): readonly number[] | undefined {
    const { language } = this.#items[at]!;
    let [best, most]: [readonly number[] | undefined, number] = [undefined, 0];
    for (const story of this.#near(piece)) {
      const others = story.filter((other) => other !== at).slice(0, MOST_COMPARED);
      if (others.length === 0 || this.#items[others[0]!]!.language !== language) continue;
      const all = others.map((other) => likeness(piece, this.#vectors[other]!));
      const average = all.reduce((sum, each) => sum + each, 0) / all.length;
      if (average < TELLS || Math.max(...all) < NEAREST || average <= most) continue;
      [best, most] = [story, average];
    }
    return best;
  }

  /** Those that share one of its heaviest terms. */
  #near({ terms, weights }: Vector): Set<readonly number[]> {
    const heaviest = [...terms.keys()].sort((a, b) => weights[b]! - weights[a]!).slice(0, 4);
    return new Set(
      heaviest.flatMap((place) => (this.#byTerm.get(terms[place]!) ?? []).slice(0, 50)),
    );
  }
}
