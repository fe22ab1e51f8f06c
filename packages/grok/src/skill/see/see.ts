import { codeOf, placeCode } from './codes.ts';
import { type Candidate, type Finder, PLACE_FINDER } from './finder.ts';
import type { Linker, Mention } from './link.ts';
import { tagOf } from './link.ts';
import { findNumbers } from './numbers.ts';
import type { FoundNumber } from './plain.ts';
import { EXAMPLES } from './told.ts';
import { type Lexicon, plainText, UNKNOWN, wordsOf } from './words.ts';

/** What a tag of the prompt stands for. */
export type Tagged = { readonly mention: Mention } | { readonly number: FoundNumber };

/** A question as the model is shown it. */
export interface Seen {
  /** Words, and tags where the question has names and numbers. */
  readonly words: readonly string[];
  readonly tags: ReadonlyMap<string, Tagged>;
  readonly figures: readonly Candidate[];
  readonly places: readonly Candidate[];
  /** The question with words of their kind in place of names and numbers, for the encoder of sentences. */
  readonly told: string;
}

/** What is needed to see questions about one file. */
export interface Eyes {
  readonly lexicon: Lexicon;
  readonly linker: Linker;
  readonly figures: Finder;
}

export interface SeeOptions {
  /** Leaves phrases of the book out, while training. */
  readonly isHidden?: (phrase: number) => boolean;
  /** The tags of the call before, which keep their meaning. */
  readonly before?: ReadonlyMap<string, Tagged>;
}

const MOST_FIGURES = 4;
const MOST_PLACES = 3;
/** The longest question that is read, characters. */
export const LONGEST = 400;

/** Replaces what a file or a number says by tags, mends typing errors and finds candidates. */
export function see(question: string, eyes: Eyes, options: SeeOptions = {}): Seen {
  const text = plainText(question.slice(0, LONGEST)).replace(/\s+/g, ' ');
  const mentions = eyes.linker.find(text);
  const isTaken = (at: number): boolean =>
    mentions.some(({ start, end }) => at >= start && at < end);
  const numbers = findNumbers(
    question.length <= LONGEST && text.length === question.length ? question : text,
    isTaken,
  );
  const tags = new Map<string, Tagged>(options.before);
  const parts = [
    ...mentions.map((mention) => ({ ...at(mention), mention })),
    ...numbers.map((number) => ({ ...at(number), number })),
  ].sort((a, b) => a.start - b.start);
  const words: string[] = [];
  let told = '';
  let from = 0;
  for (const part of parts) {
    pushWords(words, text.slice(from, part.start), eyes.lexicon);
    told += text.slice(from, part.start);
    told += EXAMPLES['mention' in part ? part.mention.kind : part.number.kind];
    if ('mention' in part && ENGINES.has(part.mention.name)) words.push(part.mention.name);
    words.push('mention' in part ? tagMention(tags, part.mention) : tagNumber(tags, part.number));
    from = part.end;
  }
  pushWords(words, text.slice(from), eyes.lexicon);
  const { isHidden } = options;
  const plain = words.filter((word) => word !== UNKNOWN && !tags.has(word));
  return {
    words,
    tags,
    told: `${told}${text.slice(from)}`.trim(),
    figures: eyes.figures.find(plain, MOST_FIGURES, isHidden),
    places: PLACE_FINDER.find(plain, MOST_PLACES, isHidden),
  };
}

/** Stacks that are also what launch scripts are written for. */
const ENGINES = new Set(['torchtitan']);

function at({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start, end };
}

function pushWords(words: string[], text: string, lexicon: Lexicon): void {
  for (const word of wordsOf(text)) words.push(lexicon.read(word));
}

function tagMention(tags: Map<string, Tagged>, mention: Mention): string {
  let count = 0;
  for (const [tag, tagged] of tags) {
    if (!('mention' in tagged) || tagged.mention.kind !== mention.kind) continue;
    if (tagged.mention.name === mention.name) return tag;
    count++;
  }
  const tag = tagOf(mention.kind, count);
  tags.set(tag, { mention });
  return tag;
}

function tagNumber(tags: Map<string, Tagged>, number: FoundNumber): string {
  const count = [...tags.values()].filter((tagged) => 'number' in tagged).length;
  const tag = `${String.fromCharCode(65 + (count % 26))}${number.kind.toLowerCase()}`;
  tags.set(tag, { number });
  return tag;
}

/** The longest question that a model is shown, words. */
export const MOST_WORDS = 64;

/** The text before the model's call. `before` is the call of the turn before, as text. */
export function promptOf(seen: Seen, before?: string): string {
  const turn = before === undefined ? '' : `was ${before} `;
  return `${turn}? ${seen.words.join(' ')} : ${show(seen.figures, codeOf)} + ${show(seen.places, placeCode)} =`;
}

function show(candidates: readonly Candidate[], code: (pattern: string) => string): string {
  const best = Math.min(9, Math.floor((candidates[0]?.likeness ?? 0) * 10));
  return `${best} ${candidates.map(({ pattern }) => code(pattern)).join(' ')}`;
}
