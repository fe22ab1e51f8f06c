import { looksLikeDate, parseDate } from './date.ts';
import { DIMENSIONLESS, sameDimension, showDimension } from './dimension.ts';
import { failed, ok, type Problem, type Result } from './problem.ts';
import { pluralOf } from './symbols.ts';
import { findUnit, nearestUnit, type UnitDefinition } from './units.ts';

/** What was written, in SI, and the unit it was written in. */
export interface Quantity {
  /** In SI; for a date, seconds since 1970-01-01 UTC. */
  readonly value: number;
  readonly unit: string;
}

const LONGEST = 200;
/** Beyond any real quantity, yet far below where products of quantities overflow. */
const MOST = 1e60;

const NUMBER =
  /^([+-]?)(\$|USD(?=[\s\d.]))?\s*((?:\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(?:\.\d+)?|\.\d+)(e[+-]?\d+)?/i;
const SCALE = /^([kKMBT](?![A-Za-z])|\s*(?:thousand|million|billion|trillion)\b)/;
const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  M: 1e6,
  B: 1e9,
  T: 1e12,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};

const EXAMPLES: Readonly<Record<string, string>> = {
  '1': '0.85',
  '%': '5%',
  s: '5.3 s',
  h: '4 h',
  d: '30 d',
  B: '80 GB',
  'B/s': '3.35 TB/s',
  'b/s': '400 Gb/s',
  J: '2 kWh',
  kWh: '100 kWh',
  W: '150 MW',
  'W/s': '5 MW/s',
  USD: '$6B',
  'USD/kWh': '0.06 USD/kWh',
  'USD/GPU-hour': '$2.13/GPU-hour',
  FLOP: '4.6e26 FLOP',
  'FLOP/s': '989 TFLOP/s',
  GPU: '100,000 GPUs',
  token: '15T tokens',
  date: '2025-09-01',
};

/**
 * Reads what a person wrote (`400 Gb/s`, `$6B`, `15T tokens`, `2025-09-01`) as a quantity with the dimension
 * of `expected`, and returns it in SI.
 *
 * Problems: `quantity.syntax` (no number, or a number without its unit), `quantity.unit` (unknown unit),
 * `quantity.dimension` (a unit of something else), `quantity.range` (too large to be real). Throws only when
 * the program itself names an unknown `expected` unit.
 */
export function parseQuantity(text: string, expected: string): Result<Quantity> {
  const wanted = findUnit(expected);
  if (!wanted) throw new Error(`unknown unit "${expected}"`);
  const written = text.trim();
  if (written.length > LONGEST) return problem('syntax', 'This is too long', wanted);
  if (expected === 'date') return readDate(written, wanted);
  if (looksLikeDate(written)) return problem('dimension', `${quote(written)} is a date`, wanted);
  const match = NUMBER.exec(written);
  if (!match) return problem('syntax', `${quote(written)} is not a quantity`, wanted);
  const [all, sign = '', currency, digits = '', exponent = ''] = match;
  const number = Number(sign + digits.replace(/[,_]/g, '') + exponent);
  return readUnit(written, number, written.slice(all.length), currency !== undefined, wanted);
}

function readDate(written: string, wanted: UnitDefinition): Result<Quantity> {
  const seconds = parseDate(written);
  if (seconds !== undefined) return ok({ value: seconds, unit: 'date' });
  const what = looksLikeDate(written) ? 'is not a day of the calendar' : 'is not a date';
  return problem('syntax', `${quote(written)} ${what}`, wanted);
}

/** `rest` is what follows the number: perhaps a scale (`B`, `million`), perhaps a unit. */
function readUnit(
  written: string,
  number: number,
  rest: string,
  hasCurrency: boolean,
  wanted: UnitDefinition,
): Result<Quantity> {
  const direct = hasCurrency ? moneyUnit(rest) : findUnit(rest);
  // `6B` is six bytes if data is expected, and six billion otherwise.
  if (direct && fits(direct, wanted)) return inSI(written, number, direct, wanted);
  const scale = SCALE.exec(rest)?.[0] ?? '';
  const scaled = number * (SCALES[scale.trim()] ?? 1);
  const unitText = rest.slice(scale.length);
  const unit = hasCurrency ? moneyUnit(unitText) : findUnit(unitText);
  if (unit && scale && fits(unit, wanted)) return inSI(written, scaled, unit, wanted);
  if (!hasCurrency && unitText.trim() === '') return bare(written, scaled, direct, wanted);
  const other = direct ?? unit;
  if (!other) return unknownUnit(hasCurrency ? `USD${rest}` : unitText.trim(), wanted);
  return wrongUnit(written, other, wanted);
}

/** What follows a `$`: nothing, or the unit that the money is paid per. */
function moneyUnit(rest: string): UnitDefinition | undefined {
  const per = rest.trim().replace(/^per\s+/, '/');
  if (per === '') return findUnit('USD');
  return per.startsWith('/') ? findUnit(`USD${per}`) : undefined;
}

function fits(unit: UnitDefinition, wanted: UnitDefinition): boolean {
  if (!sameDimension(unit.dimension, wanted.dimension) || unit.symbol === 'date') return false;
  return !unit.counts || !wanted.counts || unit.counts === wanted.counts;
}

function inSI(
  written: string,
  number: number,
  unit: UnitDefinition,
  wanted: UnitDefinition,
): Result<Quantity> {
  const value = number * unit.factor;
  if (Math.abs(value) <= MOST) return ok({ value, unit: unit.symbol });
  return problem('range', `${quote(written)} is too large`, wanted);
}

/** A number without a unit: enough for a count or a ratio. */
function bare(
  written: string,
  value: number,
  direct: UnitDefinition | undefined,
  wanted: UnitDefinition,
): Result<Quantity> {
  if (sameDimension(wanted.dimension, DIMENSIONLESS)) {
    const unit = wanted.counts && wanted.factor === 1 ? wanted.symbol : '1';
    return inSI(written, value, { ...wanted, symbol: unit, factor: 1 }, wanted);
  }
  // `80B` if money is expected: a scale without a unit, or bytes; either way the unit is wrong.
  if (direct) return wrongUnit(written, direct, wanted);
  return problem('syntax', `${quote(written)} lacks a unit`, wanted);
}

function unknownUnit(symbol: string, wanted: UnitDefinition): Result<never> {
  return problem('unit', `${quote(symbol)} is not a known unit`, wanted, nearestUnit(symbol));
}

function wrongUnit(written: string, unit: UnitDefinition, wanted: UnitDefinition): Result<never> {
  const isOtherCount = unit.counts !== '%' && sameDimension(unit.dimension, wanted.dimension);
  const what = isOtherCount ? `counts ${counted(unit)}` : `is ${nameOf(unit)}`;
  return problem('dimension', `${quote(written)} ${what}`, wanted);
}

function problem(
  kind: 'syntax' | 'unit' | 'dimension' | 'range',
  what: string,
  wanted: UnitDefinition,
  nearest?: string,
): Result<never> {
  const problem: Problem = {
    code: `quantity.${kind}`,
    message: `${what}; expected ${nameOf(wanted)} such as ${exampleOf(wanted.symbol)}.`,
    expected: wanted.symbol,
    ...(nearest === undefined ? {} : { nearest }),
  };
  return failed(problem);
}

function nameOf(unit: UnitDefinition): string {
  if (unit.symbol === 'date') return 'a date';
  if (unit.symbol === '%') return 'a share';
  if (sameDimension(unit.dimension, DIMENSIONLESS) && unit.counts) {
    return `a number of ${counted(unit)}`;
  }
  return showDimension(unit.dimension);
}

/** `nodes`; `GPUs per node` for a ratio of counts. */
function counted(unit: UnitDefinition): string {
  const [above = '', below] = unit.counts.split('/');
  return below === undefined ? pluralOf(above) : `${pluralOf(above) || 'something'} per ${below}`;
}

function exampleOf(symbol: string): string {
  return EXAMPLES[symbol] ?? (symbol.startsWith('/') ? `2${symbol}` : `2 ${pluralOf(symbol)}`);
}

function quote(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
