import type { RunState, StepResult, SupervisorState } from '../../../control/index.ts';
import type { RunId, SupervisorEvent } from '../../../control/protocol/index.ts';
import { type Micros, toMicros } from '../../../control/protocol/index.ts';
import type { Account } from '../../ledger.ts';
import type { Begun, Books, Outcome } from '../../watcher.ts';
import { settleBound } from '../bounds.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** Tolerance in us: books are kept in whole us. */
const ROUNDING = 10;

/**
 * Attempts that a run may need in the last, quiet stretch: for example one to take back nodes that others
 * gave up.
 */
const MOST_LATE_ATTEMPTS = 3;

/**
 * After healing, everything that can train does: in the last stretch of the life, when nothing is wrong any
 * more, every run makes progress and none waits for nodes it could have.
 */
export class Progress implements Checker {
  readonly #sim: SimCase;
  readonly #report: Report;
  readonly #lateFrom: Micros;
  readonly #late = new Map<RunId, number>();
  readonly #changed = new Set<RunId>();
  #before: readonly Account[] | undefined;
  #state: SupervisorState | undefined;

  constructor(sim: SimCase, report: Report) {
    this.#sim = sim;
    this.#report = report;
    const { horizon } = sim.scenario;
    this.#lateFrom = toMicros(horizon - settleBound(sim.scenario));
  }

  advance(now: Micros, books: Books): void {
    if (this.#before || now < this.#lateFrom) return;
    this.#before = this.#sim.scenario.runs.map((_, index) => books(index, this.#lateFrom));
  }

  begun(now: Micros, { run }: Begun): void {
    if (now >= this.#lateFrom) this.#late.set(run, (this.#late.get(run) ?? 0) + 1);
  }

  told(now: Micros, { kind, ...event }: SupervisorEvent): void {
    if (now < this.#lateFrom || !('run' in event)) return;
    if (kind === 'shrunk' || kind === 'rejoined') this.#changed.add(event.run);
  }

  step(now: Micros, _event: SupervisorEvent, { state }: StepResult): void {
    const before = this.#state;
    this.#state = state;
    if (!before || now < this.#lateFrom) return;
    for (const { spec, phase } of before.runs) if (phase === 'waiting') this.#changed.add(spec.run);
  }

  end(now: Micros, outcomes: readonly Outcome[], books: Books): void {
    const state = this.#state;
    if (!state || now < toMicros(this.#sim.scenario.horizon)) return;
    for (const [index, run] of state.runs.entries()) {
      if (outcomes[index] !== 'running' || run.phase === 'pending') continue;
      if (run.phase === 'waiting') this.#checkWaiting(now, run, state);
      else {
        this.#checkTraining(now, run, this.#before?.[index], books(index, now));
      }
      const late = this.#late.get(run.spec.run) ?? 0;
      if (late > MOST_LATE_ATTEMPTS) {
        this.#report(now, `${run.spec.run} began ${late} attempts after all was well`);
      }
    }
  }

  /** A run that trains makes progress, on all the replicas that it is believed to have. */
  #checkTraining(now: Micros, run: RunState, before: Account | undefined, after: Account): void {
    const name = run.spec.run;
    if (!before || this.#late.has(name)) return;
    const isNew = this.#changed.has(name);
    if (after.useful <= before.useful && !isNew) {
      this.#report(now, `${name} is ${run.phase} and does not get on`);
    }
    const isWhole = run.lost.length === 0 && run.replicas === run.spec.replicas;
    const shrunk = after.lost.shrunk - before.lost.shrunk;
    if (isWhole && !isNew && shrunk > ROUNDING) {
      this.#report(now, `${name} lacks a replica, and the supervisor does not know`);
    }
  }

  /** A run that waits would lack nodes even with all those that runs of lower priority hold. */
  #checkWaiting(now: Micros, run: RunState, state: SupervisorState): void {
    // If no cordon is allowed, nodes that look bad wait for a person, and so do runs that need them.
    if (this.#sim.scenario.fleet.maxCordonShare === 0 && state.pool.out.length > 0) return;
    const { priority, replicas, nodesPerReplica, minReplicas, policy } = run.spec;
    const outranked = state.runs.some(
      (other) => other.phase === 'waiting' && other !== run && other.spec.priority >= priority,
    );
    if (outranked) return;
    const mayShrink = policy.recovery === 'shrink' || policy.recovery === 'replica';
    const needed = (mayShrink ? minReplicas : replicas) * nodesPerReplica;
    const own = heldBy(run);
    const lower = state.runs.filter((other) => other.spec.priority < priority);
    const others = lower.reduce((sum, other) => sum + heldBy(other), 0);
    const had = own + state.pool.free.length + others;
    if (had >= needed) {
      this.#report(now, `${run.spec.run} waits for ${needed} nodes and could have ${had}`);
    }
  }
}

function heldBy({ spec, missing, lost, phase }: RunState): number {
  if (phase === 'finished' || phase === 'failed') return 0;
  const lacking = lost.reduce((sum, replica) => sum + replica.missing, missing);
  return spec.replicas * spec.nodesPerReplica - lacking;
}
