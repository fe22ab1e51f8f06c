import { quantitiesOf } from '../text/numbers.ts';
import { quotesOf } from '../text/quotes.ts';

const DATE =
  /\b(\d{1,2}(\.|st|nd|rd|th)? )?(January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)( \d{1,2}\b)?|\b(19|20)\d\d\b/g;

/**
 * Whether what can be checked in a sentence stands in its spans: each number with what it counts, each date and name, and each quote word for
 * word. A sentence taken from its span word for word always is; one that somebody wrote anew must be.
 * @param spans the cited parts of texts
 */
export function isSupported(sentence: string, spans: readonly string[]): boolean {
  const all = spans.join('\n');
  const plain = squeezed(all);
  const numbers = quantitiesOf(all, 'en').map(({ value }) => value);
  return (
    quantitiesOf(sentence, 'en').every(({ value }) => numbers.includes(value)) &&
    [...sentence.matchAll(DATE)].every(([date]) => plain.includes(squeezed(date))) &&
    namesOf(sentence).every((name) => plain.includes(squeezed(name))) &&
    quotesOf(sentence).every(({ text }) => plain.includes(squeezed(text)))
  );
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();
}

/** Names, as runs of words that begin with a capital: `Memphis`, `Bank of England`. Not the first word of a sentence, which may be any. */
function namesOf(sentence: string): string[] {
  const names: string[] = [];
  const run =
    /\p{Lu}[\p{L}\p{N}&’'-]*(?:\s+(?:(?:of|the|de|du|des|von|van|der|la|el)\s+)?\p{Lu}[\p{L}\p{N}&’'-]*)*/gu;
  for (const { 0: name, index } of sentence.matchAll(run)) {
    if (index > 0 || name.includes(' ')) names.push(name.replace(/[’']s$/, ''));
  }
  return names;
}
