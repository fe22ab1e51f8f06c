/** Words of a text: letters and digits; what stands between them does not count. */
const WORD = /[a-z]+\d*[a-z]*|\d+(?:\.\d+)?[a-z]*/g;

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/[’`]/g, "'"],
  [/\bcan't\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/'m\b/g, ' am'],
  [/'s\b/g, ' s'],
  [/\bwhats\b/g, 'what s'],
  [/\bhows\b/g, 'how s'],
  [/\bwanna\b/g, 'want to'],
  [/\bgimme\b/g, 'give me'],
  [/\bpls\b|\bplz\b/g, 'please'],
  [/\bu\b/g, 'you'],
  [/\bhrs\b/g, 'hours'],
  [/\bzero[ -]?(?:stage[ -]?)?([123])\b/g, 'zero$1'],
];

/** Lower case, without contractions. */
export function plainText(text: string): string {
  return CONTRACTIONS.reduce(
    (plain, [pattern, by]) => plain.replace(pattern, by),
    text.toLowerCase(),
  );
}

export function wordsOf(text: string): string[] {
  return plainText(text).match(WORD) ?? [];
}

/** What stands for a word that nothing here knows. */
export const UNKNOWN = '~';

/** What people shorten. */
const SHORT: Readonly<Record<string, string>> = {
  approx: 'roughly',
  avg: 'average',
  calc: 'calculate',
  ckpt: 'checkpoint',
  cfg: 'configuration',
  elec: 'electricity',
  est: 'estimate',
  freq: 'frequency',
  info: 'figures',
  mins: 'minutes',
  num: 'number',
  opt: 'optimizer',
  params: 'parameters',
  pct: 'percent',
  perf: 'performance',
  qty: 'number',
  sec: 'second',
  secs: 'seconds',
  util: 'utilisation',
  wks: 'weeks',
  yr: 'year',
  yrs: 'years',
};

/** Phrases of the book in which a common word comes at least. */
const COMMON = 20;

/** The words that the skill knows, and what a mistyped one was probably meant to be. */
export class Lexicon {
  readonly #known: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();
  /** Words that are right as they are but of no use here. */
  readonly #others: ReadonlySet<string>;
  /** Known words by their first and last letters removed, for neighbours at one slip of the fingers. */
  readonly #nearby = new Map<string, string[]>();

  /** `known` may repeat words: one that comes often means something of its own, even where a run is called so. */
  constructor(known: Iterable<string>, others: Iterable<string> = []) {
    for (const word of known) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    this.#known = new Set(this.#counts.keys());
    this.#others = new Set([...others].filter((word) => !this.#known.has(word)));
    for (const word of this.#known) {
      if (word.length < 4 || /\d/.test(word)) continue;
      for (const shape of shapesOf(word)) {
        const same = this.#nearby.get(shape);
        if (same) same.push(word);
        else this.#nearby.set(shape, [word]);
      }
    }
  }

  has(word: string): boolean {
    return this.#known.has(word);
  }

  /** Whether a word is said so often that it is hardly the name of a run. */
  isCommon(word: string): boolean {
    return (this.#counts.get(word) ?? 0) >= COMMON;
  }

  /** The known word that is meant, or `UNKNOWN`. */
  read(word: string): string {
    if (this.#known.has(word)) return word;
    const long = Object.hasOwn(SHORT, word) ? SHORT[word] : undefined;
    if (long !== undefined && this.#known.has(long)) return long;
    const isEnglish = this.#others.has(word);
    // A blower does something else than blow.
    for (const variant of variantsOf(word))
      if (this.#known.has(variant) && !(isEnglish && variant === `${word}er`)) return variant;
    if (isEnglish || word.length < 4 || /\d/.test(word)) return UNKNOWN;
    return this.#slip(word) ?? UNKNOWN;
  }

  /** The only known word at a distance of one slip: a letter more, fewer, other, or two swapped. */
  #slip(word: string): string | undefined {
    const near = new Set<string>();
    for (const shape of shapesOf(word))
      for (const known of this.#nearby.get(shape) ?? []) if (isSlip(word, known)) near.add(known);
    if (near.size === 0) return undefined;
    const ranked = [...near].sort((a, b) => likeness(word, b) - likeness(word, a));
    return ranked[0];
  }
}

/** A word with one letter left out, each way, and itself: two words a slip apart share one. */
function shapesOf(word: string): string[] {
  const shapes = [word];
  for (let at = 0; at < word.length; at++) shapes.push(word.slice(0, at) + word.slice(at + 1));
  return shapes;
}

function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const differing = [...a].findIndex((letter, at) => letter !== b[at]);
  const at = differing < 0 ? Math.min(a.length, b.length) : differing;
  if (a.slice(at) === b.slice(at + 1) || a.slice(at + 1) === b.slice(at)) return true;
  if (a.slice(at + 1) === b.slice(at + 1)) return a.length > 4 || (at > 0 && at < 3);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** Words are rarely wrong at their ends. */
function likeness(word: string, known: string): number {
  return (
    (word[0] === known[0] ? 2 : 0) +
    (word.at(-1) === known.at(-1) ? 1 : 0) +
    (word.length < known.length ? 0.5 : 0)
  );
}

const ENDINGS: readonly (readonly [string, readonly string[]])[] = [
  ['iser', ['izer']],
  ['izer', ['iser']],
  ['', ['s', 'es', 'd', 'ed', 'ing', 'er']],
  ['s', ['']],
  ['es', ['', 'e']],
  ['ies', ['y']],
  ['ed', ['', 'e', 'ing', 's']],
  ['d', ['']],
  ['ing', ['', 'e', 'ed', 's']],
  ['e', ['ing']],
  ['ise', ['ize']],
  ['ize', ['ise']],
  ['isation', ['ization']],
  ['ization', ['isation']],
  ['our', ['or']],
  ['or', ['our']],
  ['re', ['er']],
  ['er', ['re', '', 'e']],
  ['ly', ['']],
];

/** Other forms of a word. */
function* variantsOf(word: string): Generator<string> {
  for (const [ending, others] of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    for (const other of others) yield word.slice(0, word.length - ending.length) + other;
  }
}

/** A word without its ending, for comparing. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  const stem = word
    .replace(/(?:isation|ization)$/, 'is')
    .replace(/ies$/, 'y')
    .replace(/(?:sses)$/, 'ss')
    .replace(/(?<!s)s$/, '')
    .replace(/(?:ing|ed|er|e)$/, '');
  return stem.length < 3 ? word : stem;
}
