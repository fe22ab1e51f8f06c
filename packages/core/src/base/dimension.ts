/** Exponents over the base dimensions: seconds, bytes, joules, US dollars, FLOP. Counts have none. */
export type Dimension = readonly [
  seconds: number,
  bytes: number,
  joules: number,
  usd: number,
  flop: number,
];

const BASE_SYMBOLS = ['s', 'B', 'J', 'USD', 'FLOP'] as const;

export const DIMENSIONLESS: Dimension = [0, 0, 0, 0, 0];
export const TIME: Dimension = [1, 0, 0, 0, 0];
export const DATA: Dimension = [0, 1, 0, 0, 0];
export const ENERGY: Dimension = [0, 0, 1, 0, 0];
export const MONEY: Dimension = [0, 0, 0, 1, 0];
export const COMPUTATION: Dimension = [0, 0, 0, 0, 1];

/** Names of the dimensions that occur in a factory. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'a plain number'],
  ['s', 'a time'],
  ['B', 'an amount of data'],
  ['J', 'an energy'],
  ['USD', 'an amount of money'],
  ['FLOP', 'an amount of computation'],
  ['1/s', 'a rate'],
  ['B/s', 'a data rate'],
  ['J/s', 'a power'],
  ['J/s^2', 'a power ramp'],
  ['FLOP/s', 'a compute rate'],
  ['USD/s', 'a cost per time'],
  ['USD/J', 'a price per energy'],
  ['USD*s/J', 'a price per power'],
  ['USD/B', 'a price per data'],
  ['J/B', 'an energy per data'],
  ['FLOP/B', 'an arithmetic intensity'],
  ['FLOP/J', 'a compute efficiency'],
]);

export function times(a: Dimension, b: Dimension): Dimension {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]];
}

export function dividedBy(a: Dimension, b: Dimension): Dimension {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4]];
}

export function raisedTo(base: Dimension, exponent: number): Dimension {
  const [s, b, j, usd, flop] = base;
  return [s * exponent, b * exponent, j * exponent, usd * exponent, flop * exponent];
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((exponent, index) => exponent === b[index]);
}

/** `a data rate`; for a dimension without a name, its symbols: `a quantity in B^2/s`. */
export function showDimension(dimension: Dimension): string {
  const symbols = dimensionSymbols(dimension);
  return NAMES.get(symbols) ?? `a quantity in ${symbols}`;
}

function dimensionSymbols(dimension: Dimension): string {
  const above = product(dimension);
  const below = product(raisedTo(dimension, -1));
  return below ? `${above || '1'}/${below}` : above || '1';
}

/** The factors with a positive exponent: `USD*s`. */
function product(dimension: Dimension): string {
  // Money comes first (`USD*s/J`), as people write it.
  const order = [3, 4, 1, 2, 0] as const;
  return order
    .filter((index) => dimension[index] > 0)
    .map((index) => {
      const exponent = dimension[index];
      return exponent === 1 ? BASE_SYMBOLS[index] : `${BASE_SYMBOLS[index]}^${exponent}`;
    })
    .join('*');
}
