/** A number in a text, with what it counts. */
export interface Quantity {
  readonly value: number;
  /** `usd`, `%`, `mw`, or the word behind it; '' if there is none. */
  readonly unit: string;
  /** How exactly it is said: half of the last digit's place. */
  readonly slack: number;
  readonly start: number;
  readonly end: number;
}

const WORDS: Readonly<Record<string, number>> = {
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
};
const SCALES: Readonly<Record<string, number>> = {
  ...{ thousand: 1e3, tausend: 1e3, mille: 1e3, mil: 1e3, k: 1e3 },
  ...{ million: 1e6, millions: 1e6, m: 1e6, mio: 1e6, millionen: 1e6, millón: 1e6, millones: 1e6 },
  ...{ billion: 1e9, billions: 1e9, bn: 1e9, mrd: 1e9, milliarden: 1e9, milliarde: 1e9 },
  ...{ milliard: 1e9, milliards: 1e9, trillion: 1e12, trillions: 1e12 },
};
const UNITS: Readonly<Record<string, string>> = {
  ...{ $: 'usd', dollar: 'usd', dollars: 'usd', usd: 'usd', '€': 'eur', euro: 'eur', euros: 'eur' },
  ...{ '£': 'gbp', pounds: 'gbp', '%': '%', percent: '%', prozent: '%', 'per cent': '%' },
  ...{ mw: 'mw', megawatt: 'mw', megawatts: 'mw', gw: 'gw', gigawatt: 'gw', gigawatts: 'gw' },
  ...{ km: 'km', kilometres: 'km', kilometers: 'km', miles: 'mile', metres: 'm', meters: 'm' },
};
const NUMBER =
  /(?<![\p{L}\d.,])([$€£]\s?)?(\d{1,3}(?:[,.\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)(?!\d)(?:[\s-]?(thousand|tausend|mille|mil|million(?:s|en)?|mill[oó]n(?:es)?|billions?|milliarden?|milliards?|trillions?|bn|mrd|mio|[km])\b\.?)?(?:\s?(%|€|per cent|percent|prozent))?/giu;
/** Of these a story may say another number without contradicting. */
const COUNTS_NOTHING =
  /^(a\.?m|p\.?m|o'clock|uhr|january|february|march|april|may|june|july|august|september|october|november|december|st|nd|rd|th)$/i;

/** The numbers of a text, dates, years and times aside. */
export function quantitiesOf(text: string, language: string): Quantity[] {
  const found: Quantity[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const [whole, sign, digits = '', scale, behind] = match;
    const start = match.index;
    const end = start + whole.trimEnd().length;
    const read = numberOf(digits, language);
    if (!read) continue;
    const factor = SCALES[scale?.toLowerCase() ?? ''] ?? 1;
    const unit = unitOf(text, { sign, behind, start, end });
    if (unit === undefined) continue;
    const isYear = unit === '' || !sign;
    if (isYear && factor === 1 && /^(19|20)\d\d$/.test(digits) && !behind) continue;
    found.push({ value: read.value * factor, slack: read.slack * factor, unit, start, end });
  }
  return found;
}

function numberOf(digits: string, language: string): { value: number; slack: number } | undefined {
  const word = WORDS[digits.toLowerCase()];
  if (word !== undefined) return { value: word, slack: 0 };
  const isComma = language !== 'en' && language !== 'und' && language !== 'zh' && language !== 'ja';
  const groups = /^\d{1,3}([,.\u202f ])\d{3}(\1\d{3})*$/.exec(digits);
  const decimal = isComma ? ',' : '.';
  const isGrouped = groups !== null && groups[1] !== decimal;
  const plain = isGrouped
    ? digits.replace(/[,.\u202f ]/g, '')
    : digits
        .replaceAll(isComma ? '.' : ',', '')
        .replace(decimal, '.')
        .replace(/[\u202f ]/g, '');
  const value = Number(plain);
  if (!Number.isFinite(value)) return undefined;
  const places = /\.(\d+)$/.exec(plain)?.[1]?.length;
  const zeros = places === undefined ? (/0+$/.exec(plain)?.[0].length ?? 0) : 0;
  return { value, slack: 0.5 * 10 ** (places === undefined ? zeros : -places) };
}

interface Around {
  readonly sign: string | undefined;
  readonly behind: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Undefined if it is a time, a date or part of a name. */
function unitOf(text: string, { sign, behind, start, end }: Around): string | undefined {
  if (sign) return UNITS[sign.trim()];
  if (behind) return UNITS[behind.toLowerCase()];
  if (/[\p{L}-]$/u.test(text.slice(Math.max(0, start - 1), start))) return undefined;
  // A time, a result of a match.
  if (/^[:h–-]\d/.test(text.slice(end, end + 2))) return undefined;
  const words = text
    .slice(end, end + 40)
    .match(/^[ \u00a0-]+(\p{L}+)(?: +(\p{L}+))?(?: +(\p{L}+))?/u)
    ?.slice(1)
    .filter((word) => word !== undefined);
  const word = words?.[0]?.toLowerCase() ?? '';
  if (COUNTS_NOTHING.test(word)) return undefined;
  return UNITS[word] ?? (words ?? []).map((each) => each.toLowerCase()).join(' ');
}
