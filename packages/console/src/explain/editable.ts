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
