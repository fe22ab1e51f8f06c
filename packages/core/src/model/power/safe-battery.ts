import type { Joules, Seconds, Watts } from '../../base/index.ts';
import { type Battery, toBattery } from './battery.ts';

/** The powers between which a site may move, at any time and at any speed. */
export interface PowerBounds {
  readonly least: Watts;
  readonly most: Watts;
}

/**
 * Energy of the smallest battery, J, that keeps a site with any behaviour between two powers within `limit`
 * (W/s) without knowing what comes next: interval * sum over k >= 0 of max(0, swing - k * limit * interval),
 * about swing^2 / (2 limit).
 *
 * Necessary: if the site stays at its maximum for long, the grid must come to supply it; the site may then
 * drop to its minimum and stay there, and while the grid ramps down the battery absorbs that sum. Sufficient:
 * see `safeBattery`.
 */
export function safeEnergy({ least, most }: PowerBounds, interval: Seconds, limit: number): Joules {
  return interval * climb(most - least, limit * interval);
}

/**
 * The grid's power under a controller that never looks ahead: it stays constant, and moves only when the
 * battery could otherwise not cope with the site going to either bound and staying there. With a battery of
 * `safeEnergy` such a move always exists, because the energy that both bounds need together is convex in the
 * grid's power and largest at the bounds, where it equals that energy. The charge starts in the middle of the
 * safe range, and the grid at the mean of the first `settled` samples. Throws if the site leaves the bounds.
 */
export function safeBattery(
  site: Float64Array,
  bounds: PowerBounds,
  interval: Seconds,
  limit: number,
  settled = 1,
): Battery {
  const change = limit * interval;
  const { least, most } = bounds;
  const slack = 1e-9 * most;
  const capacity = climb(most - least, change);
  /** The least charge, and the least free capacity, that are needed if the grid gives `power` next. */
  const charged = (power: number): number => climb(most - power, change);
  const room = (power: number): number => climb(power - least, change);
  const grid = new Float64Array(site.length);
  let power = meanOf(site.subarray(0, settled));
  let charge = (charged(power) + capacity - room(power)) / 2;
  site.forEach((drawn, index) => {
    if (drawn < least - slack || drawn > most + slack)
      throw new Error(`${drawn} W is out of bounds`);
    const [down, up] = [Math.max(least, power - change), Math.min(most, power + change)];
    if (charge < charged(power)) power = lowest(down, up, (each) => charge >= charged(each));
    else if (capacity - charge < room(power)) {
      power = -lowest(-up, -down, (each) => capacity - charge >= room(-each));
    }
    grid[index] = power;
    charge += power - drawn;
  });
  return toBattery(site, grid, interval);
}

/** W summed over samples: the shortfall while power climbs by `height` in equal steps. */
function climb(height: number, step: number): number {
  if (!(height > 0)) return 0;
  const steps = Math.floor(height / step);
  return (steps + 1) * height - (step * steps * (steps + 1)) / 2;
}

/**
 * The lowest value of a range for which a condition holds that also holds for all values above; the highest
 * if there is none.
 */
function lowest(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 40 && high - low > 0; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
