import type { Passage } from '../port.ts';

/** Words that say nothing about what a sentence is about. */
const EMPTY = new Set(
  'a an and any are as at be by can could did do does for from had has have how i if in into is it its me my of on or our should so than that the their them there they this to was we were what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** How much of a question's words passages have, rare words counting most. */
export class WordsInCommon {
  readonly #texts: readonly ReadonlySet<string>[];
  readonly #headings: readonly ReadonlySet<string>[];
  readonly #counts = new Map<string, number>();

  constructor(passages: readonly Passage[]) {
    this.#texts = passages.map(({ heading, text }) => new Set(wordsOf(`${heading} ${text}`)));
    this.#headings = passages.map(({ heading }) => new Set(wordsOf(heading)));
    for (const words of this.#texts)
      for (const word of words) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  /** From 0 to 1 for each passage; a word that no passage has counts like the rarest. */
  with(question: string): readonly number[] {
    const words = [...new Set(wordsOf(question))];
    const weights = words.map((word) => this.#weightOf(word));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return this.#texts.map((text, at) => {
      const heading = this.#headings[at]!;
      const found = words.reduce((sum, word, place) => {
        const share = heading.has(word) ? 1 : text.has(word) ? IN_TEXT : 0;
        return sum + share * weights[place]!;
      }, 0);
      return all === 0 ? 0 : found / all;
    });
  }

  #weightOf(word: string): number {
    return Math.log((this.#texts.length + 1) / ((this.#counts.get(word) ?? 0) + 0.5));
  }
}

/** A heading names what is below it; a text may mention a word by the way. */
const IN_TEXT = 0.75;

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !EMPTY.has(word)).map(stemOf);
}

/** Without the commonest endings: `keys` and `key`, `started` and `start` are one word. */
function stemOf(word: string): string {
  if (word.length < 5) return word.replace(/(?<=\w{2})s$/, '');
  return word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ings?|ed|es|e|s)$/, '');
}
