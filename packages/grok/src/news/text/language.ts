import { detectAll } from 'tinyld';

/** Writing that is of one language here. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\u3040-\u30ff]/g],
  ['ko', /[\uac00-\ud7af]/g],
  ['zh', /[\u4e00-\u9fff]/g],
  ['el', /[\u0370-\u03ff]/g],
  ['he', /[\u0590-\u05ff]/g],
  ['th', /[\u0e00-\u0e7f]/g],
];
/** A share of the best guess from which the word of the feed decides. */
const NEAR = 0.5;

/**
 * The language of a text, ISO 639-1. Where it is short or mixed, what the feed says decides between the likely ones.
 * @param declared by the feed, which may be wrong
 */
export function languageOf(text: string, declared: string | undefined): string {
  for (const [language, sign] of SCRIPTS) {
    if ((text.match(sign)?.length ?? 0) > 0.2 * text.length) return language;
  }
  const stopped = byStopWords(text);
  if (stopped !== undefined) return stopped;
  const guesses = detectAll(text);
  const [best] = guesses;
  if (!best) return declared ?? 'und';
  const own = guesses.find(({ lang }) => lang === declared);
  return own && own.accuracy >= NEAR * best.accuracy ? own.lang : best.lang;
}

/** Small words that stand in nearly every sentence, and hardly in the other languages. */
const SMALL: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    'the and of to for with that is was are has have from by at will its said after on a in an as his her their be it who not but over into were',
  ),
  de: words(
    'der die das und den dem ein eine einen nicht mit auf für von ist im zu sich wird auch nach in am bei aus an sind hat werden will nur als über des',
  ),
  fr: words(
    'le la les des et une un dans pour sur est du au aux qui que par avec plus ses été cette de en à il son ne pas sont a ont selon l d',
  ),
  es: words(
    'el la los las y una un por para con del se que su más al como ha sus este según desde de en es lo no tras está entre pero ya son muy',
  ),
  it: words(
    'il la gli della e di che per una un con del sono nel alla ha dei non più dal in è si da le al i',
  ),
  pt: words(
    'o a os as da do e uma um para com não em que dos das ao pela mais foi pelo são de no na por se',
  ),
  nl: words(
    'het een en van de dat voor met op zijn niet aan ook bij wordt naar uit is in te die er om heeft worden',
  ),
};
/** The least number of them, and how far ahead the best must be. */
const FEW = 2;
const AHEAD = 1.2;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

function byStopWords(text: string): string | undefined {
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(SMALL)
    .map(([language, small]) => ({ language, count: found.filter((w) => small.has(w)).length }))
    .sort((a, b) => b.count - a.count);
  const [first, second] = [counts[0]!, counts[1]!];
  return first.count >= FEW && first.count >= AHEAD * second.count ? first.language : undefined;
}
