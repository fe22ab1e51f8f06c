import type { Joules, Seconds, Watts } from '../../base/index.ts';

/** A battery beside a site, and what the grid then supplies. */
export interface Battery {
  /** Between the emptiest and the fullest that it gets. */
  readonly energy: Joules;
  /** The most that it gives or takes. */
  readonly power: Watts;
  /** Power from the grid, sample by sample, W. */
  readonly grid: Float64Array;
}

/** The battery that stands between what a site draws and what the grid gives, W each `interval`. */
export function toBattery(site: Float64Array, grid: Float64Array, interval: Seconds): Battery {
  const energy = rangeOf(site, (power, index) => grid[index]! - power) * interval;
  const power = site.reduce(
    (most, drawn, index) => Math.max(most, Math.abs(grid[index]! - drawn)),
    0,
  );
  return { energy, power, grid };
}

/** How far a running sum of what each sample adds goes from its lowest to its highest. */
export function rangeOf(
  site: Float64Array,
  added: (power: number, index: number) => number,
): number {
  let [charge, least, most] = [0, 0, 0];
  site.forEach((power, index) => {
    charge += added(power, index);
    least = Math.min(least, charge);
    most = Math.max(most, charge);
  });
  return most - least;
}
