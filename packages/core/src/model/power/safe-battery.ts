import type { Joules, Seconds, Watts } from '../../base/index.ts';
import { type Battery, toBattery } from './battery.ts';

/** Between which powers a site may go, at any time and as fast as it likes. */
export interface PowerBounds {
  readonly least: Watts;
  readonly most: Watts;
}

/**
 * The smallest battery that keeps a site of any behaviour between two powers within `limit` (W/s),
 * without knowing what comes next, J: interval * sum over k >= 0 of max(0, swing - k * limit * interval),
 * about swing^2 / (2 limit).
 *
 * Necessary: where the site stays at its most for long, the grid must come to give it; then the site may
 * drop to its least and stay, and while the grid comes down the battery takes that sum. Enough: see
 * `safeBattery`.
 */
export function safeEnergy({ least, most }: PowerBounds, interval: Seconds, limit: number): Joules {
  return interval * climb(most - least, limit * interval);
}

/**
 * The grid's power under a controller that never looks ahead: it holds still, and moves only when the
 * battery could otherwise not survive that the site goes to either bound and stays there. With a battery
 * of `safeEnergy` such a move always exists, as what both bounds ask for together is convex in the grid's
 * power and largest at the bounds, where it is just that energy.
 * Its charge starts in the middle of what is safe; the grid gives the mean of the first `settled` samples
 * at first. Throws where the site leaves the bounds.
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
  /** What the charge must be at least, and the room left at least, if the grid gives `power` next. */
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

/** W summed over samples: what is missing while power climbs by `height` in equal steps. */
function climb(height: number, step: number): number {
  if (!(height > 0)) return 0;
  const steps = Math.floor(height / step);
  return (steps + 1) * height - (step * steps * (steps + 1)) / 2;
}

/** The lowest of a range for which something holds that holds above it too; the highest if none. */
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
