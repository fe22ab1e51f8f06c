import { showQuantity } from './format.ts';
import { DAY_S } from './symbols.ts';

/** How a figure differs from what it was, in words. */
export interface ChangeWords {
  /** What it was: `160 MW`. */
  readonly before: string;
  /** `+40%`, `+12 d`, `−3.2 points`. */
  readonly difference: string;
  readonly direction: 'up' | 'down';
}

/** Rounding in the last bits is no change. */
const SAME = 1e-9;

/**
 * How a figure changed, both values in SI; undefined if it did not. Shares of a whole change by points, dates by days, all
 * else by a share of what they were.
 */
export function changeWords(before: number, after: number, unit: string): ChangeWords | undefined {
  const change = after - before;
  const scale = Math.max(Math.abs(before), Math.abs(after));
  const isSame = Number.isFinite(scale) ? Math.abs(change) <= SAME * scale : before === after;
  if (isSame) return undefined;
  return {
    before: showQuantity(before, unit),
    difference: differenceOf(before, after, unit),
    direction: change > 0 ? 'up' : 'down',
  };
}

function differenceOf(before: number, after: number, unit: string): string {
  const change = after - before;
  if (unit === 'date') return `${sign(change)}${showQuantity(Math.abs(change), dayUnit(change))}`;
  if (unit === '%') return `${sign(change)}${digits(Math.abs(change) * 100)} points`;
  if (!Number.isFinite(change)) return change > 0 ? 'without end' : 'no longer without end';
  if (before === 0) return `${sign(change)}${showQuantity(Math.abs(change), unit)}`;
  const ratio = after / before;
  if (ratio >= MANIFOLD) return `× ${digits(ratio)}`;
  return `${sign(change)}${digits(Math.abs(change / before) * 100)}%`;
}

/** From here on a factor says more than a percentage. */
const MANIFOLD = 10;

function dayUnit(seconds: number): string {
  return Math.abs(seconds) < 2 * DAY_S ? 'h' : 'd';
}

function sign(change: number): string {
  return change > 0 ? '+' : '−';
}

/** Two digits that say something: 0.013, 0.4, 3.2, 40. */
function digits(value: number): string {
  if (value >= 10) return value.toFixed(0);
  return String(Number(value.toPrecision(2)));
}
