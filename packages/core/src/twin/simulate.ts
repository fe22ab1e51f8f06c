import { createStream } from '../base/index.ts';
import { checkScenario } from './check-scenario.ts';
import { type Life, type LifeOptions, live } from './life.ts';
import type { TwinResult } from './result.ts';
import type { TwinScenario } from './scenario.ts';
import { summarise } from './summarise.ts';
import type { Watcher } from './watcher.ts';

export interface SimulateOptions {
  /** Told after each life. */
  readonly onProgress?: (done: number, replicas: number) => void;
  /** A watcher for each life, for example an invariant checker. */
  readonly watch?: (replica: number) => Watcher;
}

/** The `replica`-th life under a seed. Throws a RangeError for a scenario that `checkScenario` refuses. */
export function liveReplica(
  scenario: TwinScenario,
  seed: number,
  replica: number,
  options?: LifeOptions,
): Life {
  const checked = checkScenario(scenario);
  if (!checked.ok) throw new RangeError(checked.problem.message);
  return live(scenario, createStream(seed).fork(`replica ${replica}`), options);
}

/** Lives some of the lives under a seed, from `from` to before `before`. Throws as `liveReplica` does. */
export function liveReplicas(
  scenario: TwinScenario,
  seed: number,
  from: number,
  before: number,
  { onProgress, watch }: SimulateOptions = {},
): Life[] {
  const lives: Life[] = [];
  for (let replica = from; replica < before; replica++) {
    const watcher = watch?.(replica);
    lives.push(liveReplica(scenario, seed, replica, watcher ? { watcher } : {}));
    onProgress?.(replica - from + 1, before - from);
  }
  return lives;
}

/**
 * Lives many lives and sums them up. Throws a RangeError for a scenario that `checkScenario` refuses,
 * and for fewer than two replicas: one life has no spread.
 */
export function simulate(
  scenario: TwinScenario,
  seed: number,
  replicas: number,
  options: SimulateOptions = {},
): TwinResult {
  return summarise(scenario, seed, liveReplicas(scenario, seed, 0, replicas, options));
}
