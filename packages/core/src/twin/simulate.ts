import { createStream, Digest } from '../base/index.ts';
import { LOSS_CAUSES } from './ledger.ts';
import { type Life, live } from './life.ts';
import { toSeconds } from './micros.ts';
import type { LossCause, TwinResult } from './result.ts';
import { checkScenario, type TwinScenario } from './scenario.ts';
import { estimate } from './statistics.ts';
import type { Watcher } from './watcher.ts';

export interface SimulateOptions {
  /** Told after each life. */
  readonly onProgress?: (done: number, replicas: number) => void;
  /** A watcher for each life, for example an invariant checker. */
  readonly watch?: (replica: number) => Watcher;
}

/** The `replica`-th life under a seed. */
export function liveReplica(
  scenario: TwinScenario,
  seed: number,
  replica: number,
  watcher?: Watcher,
): Life {
  const checked = checkScenario(scenario);
  if (!checked.ok) throw new RangeError(checked.problem.message);
  return live(scenario, createStream(seed).fork(`replica ${replica}`), watcher);
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
  const lives: Life[] = [];
  for (let replica = 0; replica < replicas; replica++) {
    lives.push(liveReplica(scenario, seed, replica, options.watch?.(replica)));
    options.onProgress?.(replica + 1, replicas);
  }
  return summarise(scenario, seed, lives);
}

function summarise(scenario: TwinScenario, seed: number, lives: readonly Life[]): TwinResult {
  const digest = new Digest();
  for (const life of lives) digest.text(life.digest);
  return {
    run: scenario.run,
    seed,
    horizon: scenario.horizon,
    replicas: lives.length,
    interruptions: {
      unexpected: estimate(lives.map(countInterruptions)),
      planned: estimate(lives.map((life) => life.maintenanceWindows)),
      byCause: meanByCause(scenario, lives),
    },
    ettr: estimate(lives.map(ettrOf)),
    lost: Object.fromEntries(
      LOSS_CAUSES.map((cause) => [
        cause,
        estimate(lives.map((life) => toSeconds(life.account.lost[cause]))),
      ]),
    ) as Record<LossCause, TwinResult['ettr']>,
    ...durationOf(scenario, lives),
    outcomes: {
      finished: countOutcome(lives, 'finished'),
      failed: countOutcome(lives, 'failed'),
      running: countOutcome(lives, 'running'),
    },
    events: lives.reduce((sum, life) => sum + life.events, 0),
    digest: digest.hex(),
  };
}

function durationOf({ work }: TwinScenario, lives: readonly Life[]): Pick<TwinResult, 'duration'> {
  if (lives.some((life) => life.account.useful === 0)) return {};
  return { duration: estimate(lives.map((life) => work / ettrOf(life))) };
}

function ettrOf(life: Life): number {
  return life.elapsed === 0 ? 0 : life.account.useful / life.elapsed;
}

function countInterruptions(life: Life): number {
  let count = 0;
  for (const ofCause of life.interruptions.values()) count += ofCause;
  return count;
}

function countOutcome(lives: readonly Life[], outcome: Life['outcome']): number {
  return lives.filter((life) => life.outcome === outcome).length;
}

function meanByCause(scenario: TwinScenario, lives: readonly Life[]): Record<string, number> {
  const names = [...scenario.causes.map((cause) => cause.name), scenario.jobHazard.name];
  const mean = (name: string) =>
    lives.reduce((sum, life) => sum + (life.interruptions.get(name) ?? 0), 0) / lives.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}
