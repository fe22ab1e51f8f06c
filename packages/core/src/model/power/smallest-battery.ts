import type { Seconds } from '../../base/index.ts';
import { type Battery, rangeOf, toBattery } from './battery.ts';
import { largestRamp } from './ramp.ts';
import { Reachable } from './reachable.ts';

/** Precision of the capacity: it is at most this share above the smallest. */
const TOLERANCE = 1e-6;
/** Most bisections; more than the bits of a double would change nothing. */
const MOST_STEPS = 80;
/** Margin below the limit, so that rounding does not exceed it. */
const MARGIN = 1e-9;

/**
 * The smallest battery that keeps the grid's power within `limit` (W/s) up and down while the site draws
 * `site` (mean W over each `interval`, s), given the whole trace in advance; its charge is free at both ends.
 * No battery below `energy * (1 - 1e-6)` can do it: a capacity is rejected only if no possible state (charge,
 * grid power) is left. Losses of the battery are left out. Throws for a limit that is not positive.
 */
export function smallestBattery(site: Float64Array, interval: Seconds, limit: number): Battery {
  if (!(limit > 0)) throw new Error(`a ramp limit of ${limit} W/s`);
  if (largestRamp(site, interval).rate <= limit) return toBattery(site, site.slice(), interval);
  const change = limit * interval * (1 - MARGIN);
  let low = 0;
  let high = enough(site);
  for (let step = 0; step < MOST_STEPS && high - low > TOLERANCE * high; step++) {
    const middle = (low + high) / 2;
    if (isEnough(site, middle, change)) high = middle;
    else low = middle;
  }
  return toBattery(site, gridOf(site, high, change), interval);
}

/** A capacity that is always enough, W over a sample: the grid gives the mean. */
function enough(site: Float64Array): number {
  const mean = site.reduce((sum, power) => sum + power, 0) / site.length;
  return rangeOf(site, (power) => mean - power) * (1 + TOLERANCE);
}

function isEnough(site: Float64Array, capacity: number, change: number): boolean {
  const reachable = new Reachable(site[0]!, capacity, change);
  for (let index = 1; index < site.length; index++) {
    if (!reachable.advance(site[index]!)) return false;
  }
  return true;
}

/**
 * Grid power sample by sample, from a state in the middle of the last set back to the first, changing power
 * as little as the sets allow. The charge before a sample follows from the charge after it.
 */
function gridOf(site: Float64Array, capacity: number, change: number): Float64Array {
  const reachable = new Reachable(site[0]!, capacity, change, true);
  for (let index = 1; index < site.length; index++) reachable.advance(site[index]!);
  const grid = new Float64Array(site.length);
  let [charge, power] = reachable.middle();
  grid[site.length - 1] = power;
  for (let index = site.length - 2; index >= 0; index--) {
    reachable.goBack();
    charge += site[index + 1]! - power;
    const [least, most] = reachable.gridAt(charge);
    // The limit is applied last: rounding may make the battery larger, never the ramp.
    power = clamp(clamp(power, least, most), power - change, power + change);
    grid[index] = power;
  }
  return grid;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
