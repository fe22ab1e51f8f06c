import { parseQuantity, showExact, showQuantity } from '@gigafactory/core/base';

/** An untouched text is never read back, so this much rounding is only visual. */
const TOLERANCE = 1e-6;
const MOST_DIGITS = 8;

/** The shortest text in which a person can edit a value: one that reads back as that value. */
export function editableText(value: number, unit: string): string {
  for (let digits = 3; digits <= MOST_DIGITS; digits++) {
    const text = showQuantity(value, unit, { digits });
    const read = parseQuantity(text, unit);
    if (read.ok && Math.abs(read.value.value - value) <= TOLERANCE * Math.abs(value)) return text;
  }
  return showExact(value, unit);
}

/** A bare number with the unit that the field shows, where its value (in `unit`) needs one. */
export function withUnit(draft: string, unit: string, shown: string): string {
  if (!NUMBER.test(draft) || parseQuantity(draft, unit).ok) return draft;
  const [, symbol] = /^[-+]?[\d.,]+(?:e[-+]?\d+)? ?([^\s\d].*)$/i.exec(shown) ?? [];
  const whole = `${draft} ${symbol ?? ''}`.trim();
  return parseQuantity(whole, unit).ok ? whole : draft;
}

const NUMBER = /^[-+]?[\d.,]+(e[-+]?\d+)?$/i;
