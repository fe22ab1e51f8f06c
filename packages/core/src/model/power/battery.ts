import type { Joules, Seconds, Watts } from '../../base/index.ts';

/** A battery at a site, and what the grid then supplies. */
export interface Battery {
  /** Difference between its highest and lowest charge. */
  readonly energy: Joules;
  /** The most it discharges or charges. */
  readonly power: Watts;
  /** Power from the grid, sample by sample, W. */
  readonly grid: Float64Array;
}

/** The battery needed between what a site draws and what the grid gives, both in W per `interval`. */
export function toBattery(site: Float64Array, grid: Float64Array, interval: Seconds): Battery {
  const energy = rangeOf(site, (power, index) => grid[index]! - power) * interval;
  const power = site.reduce(
    (most, drawn, index) => Math.max(most, Math.abs(grid[index]! - drawn)),
    0,
  );
  return { energy, power, grid };
}

/** The range, from lowest to highest, of a running sum over samples. */
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
