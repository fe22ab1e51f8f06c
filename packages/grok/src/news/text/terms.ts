import { STOP_WORDS } from './stop-words.ts';

/** What a text is about: its terms with how often they stand there, names and numbers counted more. */
export type Terms = ReadonlyMap<string, number>;

const WORD = /\p{L}[\p{L}\p{M}'’]*(?:-\p{L}+)*|\d+(?:[.,]\d+)*/gu;
const NAME_WEIGHT = 2;
const TITLE_WEIGHT = 1.5;
const NUMBER_WEIGHT = 1;
const YEAR = /^(19|20)\d\d$/;

/**
 * @param titleLength UTF-16 units at the beginning that count more
 */
export function termsOf(text: string, language: string, titleLength = 0): Terms {
  const terms = new Map<string, number>();
  // In German every noun is written like a name.
  const hasNames = language !== 'de';
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const term = termOf(word, language);
    if (term === undefined) continue;
    const isName = hasNames && /^\p{Lu}/u.test(word) && !beginsSentence(text, index);
    const weight =
      (index < titleLength ? TITLE_WEIGHT : 1) *
      (isName ? NAME_WEIGHT : 1) *
      (/^\d/.test(word) ? NUMBER_WEIGHT : 1);
    terms.set(term, (terms.get(term) ?? 0) + weight);
  }
  return terms;
}

/** A word as it is counted; undefined if it says nothing. */
function termOf(word: string, language: string): string | undefined {
  if (/^\d/.test(word)) return YEAR.test(word) || word.length < 2 ? undefined : word;
  const plain = word
    .toLowerCase()
    .replace(/[’']s?$/, '')
    .replace(/^[ldnsqcjm][’']/, '');
  if (plain.length < 2 || STOP_WORDS.has(plain)) return undefined;
  return stemOf(plain, language);
}

function beginsSentence(text: string, index: number): boolean {
  return /(^|[.!?:\n]["“”»«\s]*)$/.test(text.slice(Math.max(0, index - 4), index));
}

/** Without the endings that change from sentence to sentence; no dictionary, so that unknown names are treated alike. */
export function stemOf(word: string, language: string): string {
  if (language === 'en') return stemEnglish(word);
  if (word.length <= 4) return word;
  if (language === 'de') return word.replace(/(ungen|ern|em|en|er|es|e|s|n)$/, '');
  if (language === 'fr') return word.replace(/(ements?|ations?|ées?|és|er|es|e|s|x)$/, '');
  if (language === 'es' || language === 'it' || language === 'pt')
    return word.replace(/(aciones|ación|amente|ados?|adas?|os|as|es|a|o|e|s)$/, '');
  return word;
}

function stemEnglish(word: string): string {
  if (word.length <= 3) return word;
  const plain = word
    .replace(/(ss|us|is)$/, '$1#')
    .replace(/ies$/, 'y')
    .replace(/(sh|ch|x|z|ss)es$/, '$1')
    .replace(/s$/, '')
    .replace(/#$/, '');
  const cut = plain
    .replace(/^(.{3,}?)(ations?|ition|ments?|ings?|edly|ed|ers?|ors?|ly)$/, '$1')
    .replace(/^(.{3,})([bdgklmnprt])\2$/, '$1$2');
  return cut.replace(/^(.{3,})e$/, '$1').replace(/^(.{3,})i$/, '$1y');
}
