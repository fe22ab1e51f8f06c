import type { Citation, Item } from '../item.ts';
import { speaksToMachines } from '../text/addressed.ts';
import { genreOf } from '../text/genre.ts';
import { type Sentence, sentencesOf } from '../text/sentences.ts';
import { type Terms, termsOf } from '../text/terms.ts';
import { likeness, type Vector, Vocabulary } from '../text/vectors.ts';
import { isSupported } from './support.ts';

/** A sentence of a digest, and where it stands. */
export interface CitedSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** Sentences of a story, and of one item at most: more would be its text, and not a digest. */
const MOST = 4;
const MOST_OF_ITEM = 2;
/** A sentence so like one that is there already says nothing new. */
const SAME = 0.6;
/** UTF-16 units. */
const SHORTEST = 30;
const LONGEST = 400;
/** Further sentences must be told by the others too, this much. */
const TOLD_ELSEWHERE = 0.1;

interface Candidate {
  readonly item: Item;
  readonly sentence: Sentence;
  readonly vector: Vector;
  /** Of its item, from 0; the headline aside. */
  readonly place: number;
}

/**
 * Sentences of a story's own items, word for word: what most sources tell comes first. Nothing is taken from opinion where there is news, from
 * roundups, and from items that speak to machines.
 * @param sources items of each independent source
 * @param isRoundup items that tell other stories too
 */
export function extractOf(
  sources: readonly (readonly Item[])[],
  isRoundup: (item: Item) => boolean,
): CitedSentence[] {
  const items = sources.flat();
  const quotable = items.filter((item) => !speaksToMachines(item.text));
  const single = quotable.filter((item) => !isRoundup(item));
  const news = single.filter((item) => genreOf(item) === 'news');
  const quoted = [news, single, quotable].find((list) => list.length > 0) ?? [];
  const texts = quoted.map(({ text, language }) => termsOf(text, language));
  const vocabulary = new Vocabulary(texts);
  const candidates = quoted.flatMap((item) => candidatesOf(item, vocabulary));
  const ranked = rank(candidates, quoted, { texts, vocabulary });
  return choose(ranked, quoted.length).map(({ item, sentence }) => ({
    text: sentence.text,
    citations: [{ item: item.id, start: sentence.start, end: sentence.end }],
  }));
}

function candidatesOf(item: Item, vocabulary: Vocabulary): Candidate[] {
  const { text, language, titleLength } = item;
  const all = sentencesOf(text, language);
  const lead = all.filter(({ start }) => start >= titleLength);
  return (lead.length > 0 ? lead : all)
    .map((sentence, place) => ({
      ...{ item, sentence, place },
      vector: vocabulary.vectorOf(termsOf(sentence.text, language)),
    }))
    .filter(({ sentence }) => isTelling(sentence.text) && isSupported(sentence.text, [item.text]));
}

/** A whole sentence that tells something: no question, no call to the reader, no rest of a page. */
function isTelling(text: string): boolean {
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  if (/[?…]["”»]?$|\.\.\.$|https?:|www\.|@\w/.test(text)) return false;
  if (!/^["“„«'‘(¿¡\d$€£]*(?:[\p{Lu}\p{Lo}\d]|\p{Ll}+\p{Lu})/u.test(text)) return false;
  return !READER.test(text);
}

const READER =
  /\b(click|subscribe|sign up|log in|read more|read the full|continue reading|follow us|newsletter|cookies?|advertisement|sponsored|share this|download the app|mehr lesen|weiterlesen|abonnieren|hier klicken|lire la suite|abonnez-vous|cliquez|leer más|suscríbe\w*|haga clic)\b/i;

interface Corpus {
  readonly texts: readonly Terms[];
  readonly vocabulary: Vocabulary;
}

/** By how much of it the other items tell, and by how early it stands in its own. */
function rank(
  candidates: readonly Candidate[],
  quoted: readonly Item[],
  { texts, vocabulary }: Corpus,
): { readonly candidate: Candidate; readonly score: number; readonly elsewhere: number }[] {
  const vectors = texts.map((terms) => vocabulary.vectorOf(terms));
  return candidates
    .map((candidate) => {
      const others = vectors.filter((_, at) => quoted[at] !== candidate.item);
      const all = others.map((vector) => likeness(candidate.vector, vector));
      const elsewhere = all.reduce((sum, each) => sum + each, 0) / (all.length || 1);
      return { candidate, elsewhere, score: elsewhere + 0.2 / (1 + candidate.place) };
    })
    .sort((a, b) => b.score - a.score);
}

function choose(ranked: ReturnType<typeof rank>, quoted: number): Candidate[] {
  const chosen: Candidate[] = [];
  const counts = new Map<Item, number>();
  for (const { candidate, elsewhere } of ranked) {
    if (chosen.length === MOST) break;
    const count = counts.get(candidate.item) ?? 0;
    if (count >= MOST_OF_ITEM) continue;
    if (chosen.length > 0 && quoted > 1 && elsewhere < TOLD_ELSEWHERE) continue;
    if (chosen.some(({ vector }) => likeness(vector, candidate.vector) > SAME)) continue;
    chosen.push(candidate);
    counts.set(candidate.item, count + 1);
  }
  return chosen;
}
