import { findUnit } from '@gigafactory/core/base';

/** A number that a text shows, with its unit; `1` for a bare count. */
export interface ShownNumber {
  /** Which of several in one cell: `from`, `to`; empty for the first or only one. */
  readonly part: string;
  readonly value: number;
  readonly unit: string;
}

const NUMBER =
  /^([+−-]?)(\$?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[+-]?\d+)?(?:([kMBT])(?![\p{L}\d]))?\s?(\S*)$/u;
const SCALES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
const ELAPSED = /^(\d+) d (\d\d):(\d\d):(\d\d)$/;
/** What may stand between the numbers of one cell, and what the ones behind it are called. */
const FORMS: readonly {
  readonly shape: RegExp;
  readonly parts: readonly string[];
}[] = [
  { shape: /^(.+?) \(?95\s?%: (.+?) to (.+?)\)?$/, parts: ['', 'interval from', 'interval to'] },
  { shape: /^(.+?) to (.+)$/, parts: ['from', 'to'] },
  { shape: /^(.+?) · (.+?) · (.+)$/, parts: ['low', 'middle', 'high'] },
];

/** The numbers of a text that consists of nothing else: `1.2 MW`, `3 d to 5 d`. Undefined for any other text. */
export function numbersIn(text: string): readonly ShownNumber[] | undefined {
  const [only] = numbersOf([text], ['']) ?? [];
  if (only) return [only];
  for (const { shape, parts } of FORMS) {
    const found = shape.exec(text);
    const numbers = found && numbersOf(found.slice(1), parts);
    if (numbers) return numbers;
  }
  return undefined;
}

function numbersOf(
  texts: readonly string[],
  parts: readonly string[],
): readonly ShownNumber[] | undefined {
  const numbers = texts.flatMap((text, index) => numberOf(text.trim(), parts[index] ?? '') ?? []);
  return numbers.length === texts.length ? numbers : undefined;
}

function numberOf(text: string, part: string): ShownNumber | undefined {
  const elapsed = ELAPSED.exec(text)?.slice(1).map(Number);
  if (elapsed) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = elapsed;
    return { part, value: ((days * 24 + hours) * 60 + minutes) * 60 + seconds, unit: 's' };
  }
  const found = NUMBER.exec(text);
  if (!found) return undefined;
  const [
    ,
    sign = '',
    dollar = '',
    whole = '',
    decimals = '',
    exponent = '',
    scale = '',
    tail = '',
  ] = found;
  const unit = dollar ? `USD${tail}` : tail === '' ? '1' : tail;
  if (!findUnit(unit)) return undefined;
  const size = Number(whole.replaceAll(',', '') + decimals + exponent) * (SCALES[scale] ?? 1);
  // The last digits may come of the scale: 1.1 k is 1100 and not 1100.0000000000002.
  return {
    part,
    value: Number((sign === '' || sign === '+' ? size : -size).toPrecision(15)),
    unit,
  };
}
