import { Digest, quantile } from '../base/index.ts';
import { toSeconds } from '../control/protocol/index.ts';
import { type Life, PROGRESS_POINTS, progressSpan, type RunLife } from './life.ts';
import { LOSS_CAUSES, type LossCause, type RunResult, type TwinResult } from './result.ts';
import type { TwinRun, TwinScenario } from './scenario.ts';
import { estimate } from './statistics.ts';

/** Summarises many lives under one seed; throws a RangeError for fewer than two. */
export function summarise(
  scenario: TwinScenario,
  seed: number,
  lives: readonly Life[],
): TwinResult {
  const results = scenario.runs.map((run, index) =>
    summariseRun(
      scenario,
      run,
      lives.map((life) => life.runs[index]!),
    ),
  );
  const [first, ...others] = results;
  const digest = new Digest();
  for (const life of lives) digest.text(life.digest);
  return {
    ...first!,
    seed,
    horizon: scenario.horizon,
    lives: lives.length,
    others,
    fleet: {
      held: meanOf(lives, ({ fleet }) => fleet.held),
      spare: meanOf(lives, ({ fleet }) => fleet.spare),
      out: meanOf(lives, ({ fleet }) => fleet.out),
    },
    events: lives.reduce((sum, life) => sum + life.events, 0),
    digest: digest.hex(),
  };
}

function summariseRun(scenario: TwinScenario, run: TwinRun, lives: readonly RunLife[]): RunResult {
  const { kind, spec } = run;
  return {
    run: spec.run,
    kind,
    nodes: spec.replicas * spec.nodesPerReplica,
    interruptions: {
      unexpected: estimate(lives.map(countInterruptions)),
      planned: estimate(lives.map((life) => life.planned)),
      byCause: meanByCause(scenario, run, lives),
    },
    lived: estimate(lives.map(({ elapsed }) => toSeconds(elapsed))),
    ettr: estimate(lives.map(ettrOf)),
    lost: Object.fromEntries(
      LOSS_CAUSES.map((cause) => [
        cause,
        estimate(lives.map((life) => toSeconds(life.account.lost[cause]))),
      ]),
    ) as Record<LossCause, RunResult['ettr']>,
    ...durationOf(run, lives),
    outcomes: {
      finished: countOutcome(lives, 'finished'),
      failed: countOutcome(lives, 'failed'),
      running: countOutcome(lives, 'running'),
    },
    fan: fanOf(scenario, run, lives),
  };
}

function durationOf(
  { work, kind }: TwinRun,
  lives: readonly RunLife[],
): Pick<RunResult, 'duration'> {
  if (kind === 'serve' || lives.some((life) => life.account.useful === 0)) return {};
  return { duration: estimate(lives.map((life) => work / ettrOf(life))) };
}

export function ettrOf(life: RunLife): number {
  return life.elapsed === 0 ? 0 : life.account.useful / life.elapsed;
}

/** The spread of progress at every recorded time, as a share of the run's work or, for a service, of its time. */
function fanOf(
  scenario: TwinScenario,
  { work, kind, start }: TwinRun,
  lives: readonly RunLife[],
): RunResult['fan'] {
  const { horizon } = scenario;
  const span = progressSpan(scenario);
  const time = Array.from(
    { length: PROGRESS_POINTS },
    (_, index) => (index * span) / (PROGRESS_POINTS - 1),
  );
  const whole = kind === 'serve' ? horizon - start : Math.min(work, horizon - start);
  const at = time.map((_, index) =>
    lives.map(({ progress }) => toSeconds(progress[index]!) / whole).sort((a, b) => a - b),
  );
  return {
    time,
    p10: at.map((sorted) => quantile(sorted, 0.1)),
    p50: at.map((sorted) => quantile(sorted, 0.5)),
    p90: at.map((sorted) => quantile(sorted, 0.9)),
  };
}

function countInterruptions(life: RunLife): number {
  return Object.values(life.interruptions).reduce((sum, ofCause) => sum + ofCause, 0);
}

function countOutcome(lives: readonly RunLife[], outcome: RunLife['outcome']): number {
  return lives.filter((life) => life.outcome === outcome).length;
}

/** Every cause that could interrupt the run, including those that did not. */
function meanByCause(
  scenario: TwinScenario,
  run: TwinRun,
  lives: readonly RunLife[],
): Record<string, number> {
  const names = new Set([
    ...scenario.causes.map((cause) => cause.name),
    ...scenario.domains
      .filter(({ bandwidthLeft }) => bandwidthLeft === 0)
      .map(({ cause }) => cause),
    ...run.jobHazards.map(({ name }) => name),
    ...lives.flatMap(({ interruptions }) => Object.keys(interruptions)),
  ]);
  const mean = (name: string) => meanOf(lives, (life) => ofCause(life.interruptions, name));
  return Object.fromEntries([...names].map((name) => [name, mean(name)]));
}

/** A cause may have the name of a property that every object has. */
function ofCause(counts: RunLife['interruptions'], name: string): number {
  return Object.hasOwn(counts, name) ? counts[name]! : 0;
}

function meanOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
