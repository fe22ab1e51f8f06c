import { RUN_STATES, type RunDetail, type RunSummary } from '@gigafactory/core/control-plane';
import { Gauge, type Registry } from 'prom-client';
import { LiveRun } from './live-run.ts';
import type { AnyRun } from './runs.ts';

/** Runs that have series of their own; further ones are only counted. */
const MOST_RUNS = 200;

/** Causes of a run that have a series of their own; further ones are `other`. */
const MOST_CAUSES = 20;

const NODE_STATES = ['running', 'free', 'cordoned', 'broken', 'draining'] as const;
const RANK_STATES = ['starting', 'running', 'gone'] as const;

/** One value of each run, by its name. */
const OF_SUMMARY: Readonly<
  Record<string, readonly [help: string, read: (run: RunSummary) => number | null]>
> = {
  gigafactory_run_attempts: ['Attempts that were launched.', ({ attempt }) => attempt],
  gigafactory_run_step: ['The last step trained.', ({ progress }) => progress.step],
  gigafactory_run_planned_steps: ['Steps that it is to train.', ({ steps }) => steps],
  gigafactory_run_loss: ['Loss of the last step.', ({ progress }) => progress.loss],
  gigafactory_run_tokens: ['Tokens trained, from step 0.', ({ progress }) => progress.tokens],
  gigafactory_run_tokens_per_second: [
    'Tokens a second over the last steps.',
    ({ tokensPerSecond }) => tokensPerSecond,
  ],
  gigafactory_run_step_seconds: ['Median of the last steps.', ({ stepTime }) => stepTime],
  gigafactory_run_planned_step_seconds: [
    'What its plan expects of a step.',
    ({ prediction }) => prediction.stepTime,
  ],
  gigafactory_run_lost_replicas: [
    'Replicas that it trains without.',
    ({ lostReplicas }) => lostReplicas.length,
  ],
  gigafactory_run_start_time_seconds: [
    'When it was started, since 1970.',
    ({ startedAt }) => Date.parse(startedAt) / 1000,
  ],
};

/** What Prometheus is told of runs and their nodes. */
export class RunGauges {
  readonly #runs: Gauge;
  readonly #states: Gauge;
  readonly #values: readonly (readonly [Gauge, (run: RunSummary) => number | null])[];
  readonly #goodput: Gauge;
  readonly #lost: Gauge;
  readonly #nodes: Gauge;
  readonly #ranks: Gauge;

  constructor(registers: Registry[]) {
    const gauge = (name: string, help: string, ...labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers });
    this.#runs = gauge('gigafactory_runs', 'Runs by state, earlier ones among them.', 'state');
    this.#states = gauge('gigafactory_run_state', '1 for the state of a run.', 'run', 'state');
    this.#values = Object.entries(OF_SUMMARY).map(([name, [help, read]]) => [
      gauge(name, help, 'run'),
      read,
    ]);
    this.#goodput = gauge(
      'gigafactory_run_goodput_ratio',
      'Time of the steps that were kept over the time since the start, 0 to 1.',
      'run',
    );
    this.#lost = gauge(
      'gigafactory_run_lost_seconds',
      'Time between attempts, and of steps that had to be trained again, by what ended the attempt before.',
      ...['run', 'cause'],
    );
    this.#nodes = gauge('gigafactory_nodes', 'Nodes of a live run by state.', 'run', 'state');
    this.#ranks = gauge('gigafactory_ranks', 'Ranks of a live run by state.', 'run', 'state');
  }

  /** Forgets what was told before, and tells what is; the first of the runs matter most. */
  see(runs: readonly AnyRun[]): void {
    for (const gauge of this.#all()) gauge.reset();
    for (const state of RUN_STATES) this.#runs.set({ state }, 0);
    for (const [index, run] of runs.entries()) {
      const summary = run.summary();
      this.#runs.inc({ state: summary.state });
      if (index < MOST_RUNS) this.#seeOne(summary);
      if (run instanceof LiveRun && index < MOST_RUNS) this.#seeDetail(run.detail());
    }
  }

  #all(): readonly Gauge[] {
    const own = [this.#runs, this.#states, this.#goodput, this.#lost, this.#nodes, this.#ranks];
    return [...own, ...this.#values.map(([gauge]) => gauge)];
  }

  #seeOne(summary: RunSummary): void {
    const { run } = summary;
    for (const state of RUN_STATES)
      this.#states.set({ run, state }, state === summary.state ? 1 : 0);
    for (const [gauge, read] of this.#values) {
      const value = read(summary);
      if (value !== null) gauge.set({ run }, value);
    }
  }

  #seeDetail(detail: RunDetail): void {
    const { run, fleet, goodput } = detail;
    if (goodput !== null) this.#goodput.set({ run }, goodput);
    for (const [cause, seconds] of lostTime(detail, Date.now()))
      this.#lost.set({ run, cause }, seconds);
    for (const state of NODE_STATES) this.#nodes.set({ run, state }, 0);
    for (const state of RANK_STATES) this.#ranks.set({ run, state }, 0);
    for (const { state, ranks } of fleet) {
      this.#nodes.inc({ run, state });
      for (const rank of ranks) this.#ranks.inc({ run, state: rank.state });
    }
  }
}

/** Time that a run did not train, or trained in vain, by cause, s; `start` before its first attempt. */
export function lostTime(
  { startedAt, attempts, stepTime }: Pick<RunDetail, 'startedAt' | 'attempts' | 'stepTime'>,
  now: number,
): Map<string, number> {
  const lost = new Map<string, number>();
  const add = (cause: string, seconds: number) => {
    const own = lost.has(cause) || lost.size < MOST_CAUSES ? cause : 'other';
    lost.set(own, (lost.get(own) ?? 0) + Math.max(0, seconds));
  };
  const [first] = attempts;
  add('start', (timeOf(first?.launchedAt, now) - Date.parse(startedAt)) / 1000);
  for (const [index, { endedAt, cause = 'unknown', toStep }] of attempts.entries()) {
    if (endedAt === undefined) continue;
    const next = attempts[index + 1];
    add(cause, (timeOf(next?.launchedAt, now) - Date.parse(endedAt)) / 1000);
    if (next) add(cause, Math.max(0, toStep - next.fromStep) * (stepTime ?? 0));
  }
  return lost;
}

function timeOf(time: string | undefined, now: number): number {
  return time === undefined ? now : Date.parse(time);
}
