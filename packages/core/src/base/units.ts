import { DIMENSIONLESS, type Dimension, dividedBy, TIME, times } from './dimension.ts';
import { nearestName } from './nearest.ts';
import { SIMPLE_UNITS } from './symbols.ts';

export {
  DIMENSIONLESS,
  type Dimension,
  dividedBy,
  raisedTo,
  sameDimension,
  showDimension,
  times,
} from './dimension.ts';

/** A unit, simple (`GB`) or compound (`USD/GPU-hour`). */
export interface UnitDefinition {
  /** As written, without spaces around its operators. */
  readonly symbol: string;
  readonly dimension: Dimension;
  /** The value of one such unit in SI. */
  readonly factor: number;
  /** What it counts, as `GPU/node`; empty when it counts nothing in particular. */
  readonly counts: string;
}

const LONGEST = 60;
const DATE: UnitDefinition = { symbol: 'date', dimension: TIME, factor: 1, counts: '' };

const found = new Map<string, UnitDefinition | undefined>();

/**
 * Reads a unit. `-` joins tighter than `/` and `*`, which go from left to right: `USD/GPU-hour` is
 * USD / (GPU * hour). An empty or `1` numerator is one: `/node-day`.
 */
export function findUnit(symbol: string): UnitDefinition | undefined {
  if (found.has(symbol)) return found.get(symbol);
  const unit = readUnit(symbol);
  if (found.size < 10_000) found.set(symbol, unit);
  return unit;
}

/** Dimension of a unit that the program itself names; throws for an unknown one. */
export function unitDimension(symbol: string): Dimension {
  return mustFind(symbol).dimension;
}

/** The value of one such unit in SI; throws for an unknown unit. */
export function unitFactor(symbol: string): number {
  return mustFind(symbol).factor;
}

/** The known unit that was probably meant by an unknown one. */
export function nearestUnit(symbol: string): string | undefined {
  if (symbol.length > LONGEST) return undefined;
  let changed = false;
  const parts = tidy(symbol)
    .split(/([-/*])/)
    .map((part) => {
      if (part === '' || /^[-/*]$/.test(part) || SIMPLE_UNITS.has(part)) return part;
      const nearest = nearestName(part, SIMPLE_UNITS.keys());
      changed ||= nearest !== undefined;
      return nearest ?? part;
    });
  const guess = parts.join('');
  return changed && findUnit(guess) ? guess : undefined;
}

function mustFind(symbol: string): UnitDefinition {
  const unit = findUnit(symbol);
  if (!unit) throw new Error(`unknown unit "${symbol}"`);
  return unit;
}

function tidy(symbol: string): string {
  return symbol
    .trim()
    .replace(/\s+per\s+/g, '/')
    .replace(/\s*([-/*])\s*/g, '$1');
}

function readUnit(written: string): UnitDefinition | undefined {
  if (written.length > LONGEST) return undefined;
  const symbol = tidy(written);
  if (symbol === 'date') return DATE;
  if (symbol === '' || symbol === '/') return undefined;
  // `/node-day` and `1/node-day` are the same.
  const [first = '', ...rest] = symbol.split(/(?=[/*])/);
  let unit = first.startsWith('/') ? divide(ONE, readProduct(first.slice(1))) : readProduct(first);
  for (const part of rest) {
    const next = readProduct(part.slice(1));
    unit = part.startsWith('/') ? divide(unit, next) : multiply(unit, next);
  }
  return (
    unit && { symbol, dimension: unit.dimension, factor: unit.factor, counts: signature(unit) }
  );
}

interface Factors {
  readonly dimension: Dimension;
  readonly factor: number;
  readonly above: readonly string[];
  readonly below: readonly string[];
}

const ONE: Factors = { dimension: DIMENSIONLESS, factor: 1, above: [], below: [] };

/** `GPU-hour`. */
function readProduct(symbol: string): Factors | undefined {
  let product: Factors | undefined = ONE;
  for (const part of symbol.split('-')) {
    const unit = SIMPLE_UNITS.get(part);
    if (!unit) return undefined;
    const { dimension, factor, counts } = unit;
    product = multiply(product, { dimension, factor, above: counts ? [counts] : [], below: [] });
  }
  return product;
}

function multiply(a: Factors | undefined, b: Factors | undefined): Factors | undefined {
  if (!a || !b) return undefined;
  return {
    dimension: times(a.dimension, b.dimension),
    factor: a.factor * b.factor,
    above: [...a.above, ...b.above],
    below: [...a.below, ...b.below],
  };
}

function divide(a: Factors | undefined, b: Factors | undefined): Factors | undefined {
  if (!a || !b) return undefined;
  return {
    dimension: dividedBy(a.dimension, b.dimension),
    factor: a.factor / b.factor,
    above: [...a.above, ...b.below],
    below: [...a.below, ...b.above],
  };
}

function signature({ above, below }: Factors): string {
  const top = above.toSorted().join('-');
  return below.length > 0 ? `${top}/${below.toSorted().join('-')}` : top;
}
