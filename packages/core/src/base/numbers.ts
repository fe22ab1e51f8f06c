/** Numbers from here on are abbreviated (`405B`); smaller whole numbers are shown in full. */
const ABBREVIATE_FROM = 1e9;
const SCIENTIFIC_FROM = 1e15;
const SCIENTIFIC_BELOW = 1e-4;

/**
 * A number for a reader: whole numbers in full (`100,000`), others to `digits` significant digits
 * without trailing zeros, large ones abbreviated (`15.6T`), extreme ones scientific (`4.6e26`).
 */
export function numberText(value: number, digits: number): string {
  const size = Math.abs(value);
  if (!(size < SCIENTIFIC_FROM)) return scientific(value, digits);
  const whole = Math.round(value);
  const isWhole = Math.abs(value - whole) <= 1e-9 * size;
  if (isWhole && size < ABBREVIATE_FROM) return groupThousands(String(whole));
  if (size < SCIENTIFIC_BELOW) return scientific(value, digits);
  return abbreviated(value, digits, ABBREVIATE_FROM);
}

/** To `digits` significant digits; from `from` on in thousands (`k`), millions (`M`), `B` or `T`. */
export function abbreviated(value: number, digits: number, from: number): string {
  const rounded = roundTo(value, digits);
  const size = Math.abs(rounded);
  if (size < from) return groupThousands(String(rounded));
  const [scale, suffix] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'B'] : [1e6, 'M'];
  return groupThousands(String(roundTo(rounded / scale, digits))) + suffix;
}

/** `4.6e26`; infinity as a sign. */
export function scientific(value: number, digits: number): string {
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (value === Number.NEGATIVE_INFINITY) return '-∞';
  if (Number.isNaN(value)) return 'NaN';
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

export function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** `1234567.8901` -> `1,234,567.8901`; scientific text only loses its plus sign. */
export function groupThousands(text: string): string {
  if (text.includes('e')) return text.replace('+', '');
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
