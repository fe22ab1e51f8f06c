import {
  COMPUTATION,
  DATA,
  DIMENSIONLESS,
  type Dimension,
  dividedBy,
  ENERGY,
  MONEY,
  TIME,
} from './dimension.ts';

/** A unit without `/`, `*` or `-`. */
export interface SimpleUnit {
  readonly dimension: Dimension;
  /** One unit in SI. */
  readonly factor: number;
  /** What it counts (`GPU`), so that nodes are not mistaken for GPUs although both are plain numbers. */
  readonly counts?: string;
}

export const MINUTE_S = 60;
export const HOUR_S = 3600;
export const DAY_S = 86_400;
/** A month is 30 days and a year 365: plans compare durations and do not follow a calendar. */
export const YEAR_S = 365 * DAY_S;

const DECIMAL = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Z: 1e21, Y: 1e24 };
const SMALL = { m: 1e-3, u: 1e-6, µ: 1e-6, n: 1e-9, p: 1e-12 };
const BINARY = {
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/** What a factory counts, with the plural if it is irregular. */
const COUNTS: readonly (readonly [word: string, plural?: string])[] = [
  ['GPU'],
  ['CPU'],
  ['NIC'],
  ['DPU'],
  ['DIMM'],
  ['SSD'],
  ['PDU'],
  ['CDU'],
  ['UPS', 'UPS'],
  ['SU'],
  ['node'],
  ['rack'],
  ['row'],
  ['hall'],
  ['site'],
  ['pod'],
  ['rail'],
  ['plane'],
  ['leaf', 'leaves'],
  ['spine'],
  ['core'],
  ['switch', 'switches'],
  ['port'],
  ['link'],
  ['lane'],
  ['cable'],
  ['optic'],
  ['transceiver'],
  ['drive'],
  ['disk'],
  ['generator'],
  ['battery', 'batteries'],
  ['spare'],
  ['token'],
  ['parameter'],
  ['param'],
  ['layer'],
  ['head'],
  ['expert'],
  ['element'],
  ['sequence'],
  ['sample'],
  ['document'],
  ['batch', 'batches'],
  ['step'],
  ['stage'],
  ['replica'],
  ['kernel'],
  ['hop'],
  ['message'],
  ['run'],
  ['attempt'],
  ['checkpoint'],
  ['failure'],
  ['interruption'],
  ['repair'],
  ['event'],
  ['request'],
  ['user'],
  ['technician'],
  ['worker'],
  ['file'],
  ['rank'],
  ['group'],
];

const known = new Map<string, SimpleUnit>();
const plurals = new Map<string, string>();

function define(symbols: readonly string[], dimension: Dimension, factor: number): void {
  for (const symbol of symbols) known.set(symbol, { dimension, factor });
}

function definePrefixed(
  symbol: string,
  dimension: Dimension,
  factor: number,
  prefixes: Readonly<Record<string, number>> = DECIMAL,
): void {
  for (const [prefix, scale] of Object.entries(prefixes)) {
    define([prefix + symbol], dimension, factor * scale);
  }
}

function defineCount(word: string, plural: string, scale = 1, prefix = ''): void {
  const unit = { dimension: DIMENSIONLESS, factor: scale, counts: word };
  known.set(prefix + word, unit);
  known.set(prefix + plural, unit);
  plurals.set(prefix + word, prefix + plural);
}

function defineWords(word: string, dimension: Dimension, factor: number): void {
  define([word, `${word}s`], dimension, factor);
  plurals.set(word, `${word}s`);
}

define(['1'], DIMENSIONLESS, 1);
// A share is not a count: `5%` is not a number of GPUs.
known.set('%', { dimension: DIMENSIONLESS, factor: 0.01, counts: '%' });

definePrefixed('s', TIME, 1, { '': 1, ...SMALL });
define(['min'], TIME, MINUTE_S);
define(['h', 'hr'], TIME, HOUR_S);
define(['d'], TIME, DAY_S);
define(['yr'], TIME, YEAR_S);
defineWords('second', TIME, 1);
defineWords('minute', TIME, MINUTE_S);
defineWords('hour', TIME, HOUR_S);
defineWords('day', TIME, DAY_S);
defineWords('week', TIME, 7 * DAY_S);
defineWords('month', TIME, 30 * DAY_S);
defineWords('year', TIME, YEAR_S);
definePrefixed('Hz', dividedBy(DIMENSIONLESS, TIME), 1);

// `KB` is left out on purpose: for some it means 1000 bytes and for others 1024.
definePrefixed('B', DATA, 1);
definePrefixed('B', DATA, 1, BINARY);
defineWords('byte', DATA, 1);
definePrefixed('b', DATA, 1 / 8);
definePrefixed('b', DATA, 1 / 8, BINARY);
definePrefixed('bit', DATA, 1 / 8);
defineWords('bit', DATA, 1 / 8);
definePrefixed('bps', dividedBy(DATA, TIME), 1 / 8);

definePrefixed('J', ENERGY, 1, { ...DECIMAL, ...SMALL });
definePrefixed('Wh', ENERGY, HOUR_S);
definePrefixed('W', dividedBy(ENERGY, TIME), 1, { ...DECIMAL, m: 1e-3 });

define(['USD', '$'], MONEY, 1);
define(['kUSD'], MONEY, 1e3);
define(['MUSD'], MONEY, 1e6);
define(['BUSD'], MONEY, 1e9);

// As papers write them, `FLOPs` is a plural and `FLOPS` a rate. The dimension check catches a mix-up.
definePrefixed('FLOP', COMPUTATION, 1);
definePrefixed('FLOPs', COMPUTATION, 1);
definePrefixed('FLOPS', dividedBy(COMPUTATION, TIME), 1);

for (const [word, plural = `${word}s`] of COUNTS) defineCount(word, plural);
for (const [prefix, scale] of Object.entries({ k: 1e3, M: 1e6, B: 1e9, T: 1e12 })) {
  defineCount('token', 'tokens', scale, prefix);
}

/** Every simple unit by symbol. */
export const SIMPLE_UNITS: ReadonlyMap<string, SimpleUnit> = known;

/** `node` -> `nodes`; a symbol (`GB`) has no plural and stays. */
export function pluralOf(symbol: string): string {
  return plurals.get(symbol) ?? symbol;
}
