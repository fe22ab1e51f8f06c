import { showDate } from './date.ts';
import { abbreviated, groupThousands, numberText, roundTo, scientific } from './numbers.ts';
import { pluralOf } from './symbols.ts';
import { unitFactor } from './units.ts';

/** A quantity for a reader; number and unit are separate, so that they can be typeset differently. */
export interface FormattedQuantity {
  /** The whole: `400 Gb/s`, `$6B`, `100,000 GPUs`. */
  readonly text: string;
  readonly number: string;
  readonly unit: string;
}

export interface FormatOptions {
  /** Significant digits of a number that is not whole; by default 3. */
  readonly digits?: number;
}

/** A unit of a family, and the number of it from which the next unit reads better. */
type Step = readonly [symbol: string, below: number];

const MONEY = /^(?:\$|[kMB]?USD)$/;
/** An amount of computation is compared across runs by its exponent: 4.6e26, not 460 YFLOP. */
const SCIENTIFIC_FLOP_FROM = 1e18;

/** Ascending: a value is shown in the first unit that does not need too large a number. */
const FAMILIES: readonly (readonly Step[])[] = [
  [...ladder('ps ns us ms'), ['s', 120], ['min', 120], ['h', 48], ['d', Number.POSITIVE_INFINITY]],
  ladder('B kB MB GB TB PB EB'),
  ladder('KiB MiB GiB TiB PiB', 1024),
  ladder('b kb Mb Gb Tb Pb'),
  ladder('pJ nJ uJ mJ J kJ MJ GJ TJ'),
  ladder('Wh kWh MWh GWh TWh'),
  ladder('mW W kW MW GW TW'),
  ladder('Hz kHz MHz GHz'),
  ladder('FLOP kFLOP MFLOP GFLOP TFLOP PFLOP EFLOP ZFLOP'),
];
/** Minutes, hours and days are requested by name and are not converted. */
const FIXED = ['min', 'h', 'd'];

const FAMILY_OF: ReadonlyMap<string, readonly Step[]> = new Map(
  FAMILIES.flatMap((family) =>
    family
      .filter(([symbol]) => !FIXED.includes(symbol))
      .map(([symbol]) => [symbol, family] as const),
  ),
);

/**
 * Shows a value in SI in the family of `unit`, with the prefix that reads best: `formatQuantity(5e10,
 * 'Gb/s')` is `400 Gb/s`. About three significant digits, whole numbers below a billion in full; `min`, `h`,
 * `d`, `%` and `date` are not converted. Throws for an unknown unit.
 */
export function formatQuantity(
  value: number,
  unit: string,
  { digits = 3 }: FormatOptions = {},
): FormattedQuantity {
  if (unit === 'date') return joined(showDate(value), '');
  const [head, tail] = splitUnit(unit);
  const amount = value / unitFactor(`1${tail}`);
  if (MONEY.test(head)) return joined(moneyText(amount, digits), tail);
  if (head === 'FLOP' && tail === '' && Math.abs(amount) >= SCIENTIFIC_FLOP_FROM) {
    return joined(scientific(amount, digits), head);
  }
  const symbol = readableSymbol(amount, head, tail === '', digits);
  const number = numberText(amount / unitFactor(symbol), digits);
  return joined(number, withPlural(symbol, number) + tail);
}

/** `formatQuantity` as one string. */
export function showQuantity(value: number, unit: string, options: FormatOptions = {}): string {
  return formatQuantity(value, unit, options).text;
}

/** The value to 15 digits in exactly the given unit, for when full precision is needed. */
export function showExact(value: number, unit: string): string {
  if (unit === 'date') return showDate(value);
  const [head, tail] = splitUnit(unit);
  const amount = value / unitFactor(unit);
  const number = Number.isFinite(amount)
    ? groupThousands(String(roundTo(amount, 15)))
    : scientific(amount, 15);
  if (MONEY.test(head)) return `${dollars(number)}${head.replace(/USD|\$/, '')}${tail}`;
  return joined(number, withPlural(head, number) + tail).text;
}

function ladder(symbols: string, below = 1000): Step[] {
  return symbols.split(' ').map((symbol) => [symbol, below]);
}

/** `USD/GPU-hour` -> `USD` and `/GPU-hour`; a numerator of one is written as `1`. */
function splitUnit(unit: string): [head: string, tail: string] {
  const at = unit.search(/[/*]/);
  if (at < 0) return [unit, ''];
  return [unit.slice(0, at) || '1', unit.slice(at)];
}

/** Minutes, hours and days only if nothing divides the time: `5 ms/step` grows to `5 s/step`. */
function readableSymbol(amount: number, head: string, alone: boolean, digits: number): string {
  const family = FAMILY_OF.get(head);
  if (!family || amount === 0 || !Number.isFinite(amount)) return head;
  const steps = alone ? family : family.filter(([symbol]) => !FIXED.includes(symbol));
  const fitting = steps.find(([symbol, below]) => {
    return Math.abs(roundTo(amount / unitFactor(symbol), digits)) < below;
  });
  return (fitting ?? steps.at(-1))?.[0] ?? head;
}

/** Cents below a thousand dollars, whole dollars below a million, then `$4.81B`. */
function moneyText(usd: number, digits: number): string {
  const size = Math.abs(usd);
  if (!(size < 1e15)) return dollars(scientific(usd, digits));
  if (roundTo(size, digits) >= 1e6) return dollars(abbreviated(usd, digits, 1e6));
  if (size >= 1000) return dollars(groupThousands(usd.toFixed(0)));
  if (size >= 1) return dollars(groupThousands(usd.toFixed(2).replace('.00', '')));
  return dollars(numberText(usd, digits));
}

/** `-5` -> `-$5`. */
function dollars(number: string): string {
  return number.startsWith('-') ? `-$${number.slice(1)}` : `$${number}`;
}

function withPlural(symbol: string, number: string): string {
  if (symbol === '1') return '';
  if (number === '1' || number === '-1') return symbol;
  const last = symbol.lastIndexOf('-') + 1;
  return symbol.slice(0, last) + pluralOf(symbol.slice(last));
}

function joined(number: string, unit: string): FormattedQuantity {
  const space = unit === '' || unit === '%' || unit.startsWith('/') ? '' : ' ';
  return { text: number + space + unit, number, unit };
}
