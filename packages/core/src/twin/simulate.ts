import { createStream } from '../base/index.ts';
import { checkScenario } from './check-scenario.ts';
import { type Life, type LifeOptions, live } from './life.ts';
import type { TwinResult } from './result.ts';
import type { TwinScenario } from './scenario.ts';
import { summarise } from './summarise.ts';
import type { Watcher } from './watcher.ts';

export interface SimulateOptions {
  /** Called after each life. */
  readonly onProgress?: (done: number, lives: number) => void;
  /** Makes a watcher for each life, for example an invariant checker. */
  readonly watch?: (number: number) => Watcher;
}

/**
 * Simulates one life under a seed, by its number from 0. Throws a RangeError for a scenario that
 * `checkScenario` refuses.
 */
export function liveOnce(
  scenario: TwinScenario,
  seed: number,
  number: number,
  options?: LifeOptions,
): Life {
  const checked = checkScenario(scenario);
  if (!checked.ok) throw new RangeError(checked.problems[0]!.message);
  // The stream's name predates the word "life"; renaming it would change every life.
  return live(scenario, createStream(seed).fork(`replica ${number}`), options);
}

/**
 * Simulates the lives under a seed from number `from` up to, but not including, `before`. Throws as
 * `liveOnce` does.
 */
export function liveMany(
  scenario: TwinScenario,
  seed: number,
  from: number,
  before: number,
  { onProgress, watch }: SimulateOptions = {},
): Life[] {
  const lives: Life[] = [];
  for (let number = from; number < before; number++) {
    const watcher = watch?.(number);
    lives.push(liveOnce(scenario, seed, number, watcher ? { watcher } : {}));
    onProgress?.(number - from + 1, before - from);
  }
  return lives;
}

/**
 * Simulates many lives and summarises them. Throws a RangeError for a scenario that `checkScenario` refuses
 * and for fewer than two lives, which have no spread.
 */
export function simulate(
  scenario: TwinScenario,
  seed: number,
  lives: number,
  options: SimulateOptions = {},
): TwinResult {
  return summarise(scenario, seed, liveMany(scenario, seed, 0, lives, options));
}
