/** What a number in a question measures; the model is shown this instead of the number. */
const KINDS = [
  'count',
  'time',
  'power',
  'ramp',
  'money',
  'percent',
  'bytes',
  'tokens',
  'flop',
  'date',
  'price',
  'priceW',
  'rate',
  'freq',
  'scale',
  'add',
  'ord',
] as const;
export type NumberKind = (typeof KINDS)[number];

/** A number found in a question. */
export interface FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly kind: NumberKind;
  /** The plain number: a factor for `scale`, a place in a row for `ord`, SI without prefix else as written. */
  readonly value: number;
  /** As the core's parser of quantities reads it; for `add` the amount to add. */
  readonly text: string;
  /** As it was written. */
  readonly written?: string;
}

export const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  ki: 1024,
  thousand: 1e3,
  grand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  mio: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  t: 1e12,
  tn: 1e12,
  trillion: 1e12,
};
export const SMALL: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  dozen: 12,
};

/** A number without what it measures. */
export interface Plain {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly digits: string;
  readonly isMoney: boolean;
}

const DIGITS =
  /(?<![\w.])(\$|usd\s?|€)?\s?(\d{1,3}(?:[, '_]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)(?:\s?(thousand|million|billion|trillion|grand|mn|bn|tn|mio)\b|(ki|k|m|b|t)(?![a-z0-9])|\s([kmbt])(?= (?:tokens?|gpus?|parameters?|dollars?|usd)\b))?/g;

export function* plainNumbers(lower: string): Generator<Plain> {
  for (const match of lower.matchAll(DIGITS)) {
    const [all, sign, digits = '', word, letter, apart] = match;
    const start = match.index + (all.length - all.trimStart().length);
    const suffix = word ?? letter ?? apart ?? '';
    const value = Number(digits.replaceAll(/[, '_]/g, '')) * (SCALES[suffix] ?? 1);
    const plain = showPlain(value);
    yield {
      start,
      end: match.index + all.length,
      value,
      digits: plain,
      isMoney: sign !== undefined,
    };
  }
  yield* wordNumbers(lower);
}

const NUMBER_WORD = new RegExp(
  String.raw`\b(?:(?:${[...Object.keys(SMALL), 'hundred', 'thousand', 'million', 'billion', 'trillion', 'a half', 'half a', 'an? (?=hundred|thousand|million|billion|trillion|dozen|couple)', 'couple(?: of)?'].join('|')})(?:[ -](?:and )?|\b))+`,
  'g',
);

/** The end of a question or of its part. */
const IS_OVER = /^\s*(?:[,.;?!]|$)/;

function* wordNumbers(lower: string): Generator<Plain> {
  for (const match of lower.matchAll(NUMBER_WORD)) {
    const all = match[0].replace(/[ -]+$/, '');
    const value = readWords(all);
    // "one" is a pronoun as often as a number, and what is cut in two is halved.
    if (
      value === undefined ||
      (all === 'two' &&
        /\bin $/.test(lower.slice(0, match.index)) &&
        IS_OVER.test(lower.slice(match.index + 3))) ||
      (all === 'one' &&
        !/^ (?:days?|weeks?|months?|years?|hours?|minutes?|spares?|halls?|technicians?|technician)\b(?! of )/.test(
          lower.slice(match.index + 3),
        ))
    )
      continue;
    yield {
      start: match.index,
      end: match.index + all.length,
      value,
      digits: showPlain(value),
      isMoney: false,
    };
  }
}

function readWords(text: string): number | undefined {
  let total = 0;
  let group = 0;
  let any = false;
  for (const word of text.split(/[ -]+/)) {
    const scale = word.length > 1 ? SCALES[word] : undefined;
    if (word === 'half') group += 0.5;
    else if (word === 'couple') group = 2;
    else if (word === 'dozen') group = (group || 1) * 12;
    else if (SMALL[word] !== undefined) group += SMALL[word];
    else if (word === 'hundred') group = (group || 1) * 100;
    else if (scale !== undefined) {
      total += (group || 1) * scale;
      group = 0;
    } else continue;
    any = true;
  }
  return any ? total + group : undefined;
}

/** Digits without grouping: the core's parser takes `50000`, and `4.6e26`. */
export function showPlain(value: number): string {
  if (value !== 0 && (value >= 1e18 || value < 1e-6)) return String(value).replace('e+', 'e');
  return String(Number(value.toPrecision(12)));
}
