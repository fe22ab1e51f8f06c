import type { RunState, StepResult } from '../../../control/index.ts';
import type { Decision, RunId, SupervisorEvent } from '../../../control/protocol/index.ts';
import { type Micros, toMicros } from '../../../control/protocol/index.ts';
import type { Fault } from '../../fault.ts';
import type { Begun, Strike } from '../../watcher.ts';
import { longestDelay, settleBound } from '../bounds.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

interface Books {
  readonly run: RunId;
  /** Whether the attempt is actually training. */
  isWell: boolean;
  isReplicaLost: boolean;
  /** Why it is queued or was given up. */
  reason: string;
  state: RunState | undefined;
  /** Since when it has been in between. */
  since: Micros | undefined;
}

/**
 * Every failure ends, within a bound, with the run running, queued with a reason, or failed with a cause. The
 * bound counts from the last trouble or, if messages go astray, from the healing.
 */
export class Settles implements Checker {
  readonly #report: Report;
  readonly #bound: Micros;
  readonly #books: readonly Books[];
  /** The last trouble so far. */
  #trouble: Micros;

  constructor({ scenario, messages, healAt }: SimCase, report: Report) {
    this.#report = report;
    this.#bound = toMicros(settleBound(scenario));
    this.#trouble = messages.length > 0 ? toMicros(healAt + longestDelay(messages)) : 0;
    this.#books = scenario.runs.map(({ spec }) => ({
      run: spec.run,
      isWell: false,
      isReplicaLost: false,
      reason: '',
      state: undefined,
      since: undefined,
    }));
  }

  advance(now: Micros): void {
    for (const books of this.#books) this.#check(now, books);
  }

  end(now: Micros): void {
    this.advance(now);
  }

  strike(now: Micros, { run, endedAttempt }: Strike): void {
    this.#trouble = Math.max(this.#trouble, now);
    const books = this.#of(run ?? '');
    if (!books || !endedAttempt) return;
    books.isWell = false;
    this.#judge(now, books);
  }

  calm(now: Micros, _fault: Fault): void {
    this.#trouble = Math.max(this.#trouble, now);
  }

  begun(now: Micros, { run }: Begun): void {
    const books = this.#of(run)!;
    books.isWell = false;
    this.#judge(now, books);
  }

  gone(now: Micros, run: RunId): void {
    const books = this.#of(run)!;
    books.isWell = false;
    this.#judge(now, books);
  }

  told(now: Micros, event: SupervisorEvent): void {
    if (event.kind !== 'launched' && event.kind !== 'shrunk' && event.kind !== 'rejoined') return;
    const books = this.#of(event.run)!;
    books.isWell = true;
    this.#judge(now, books);
  }

  step(now: Micros, _event: SupervisorEvent, { state, decisions }: StepResult): void {
    for (const decision of decisions) this.#note(decision);
    for (const [index, books] of this.#books.entries()) {
      books.state = state.runs[index];
      this.#judge(now, books);
    }
  }

  #note({ kind, run, reason }: Decision): void {
    const books = this.#of(run);
    if (books && (kind === 'wait' || kind === 'give up' || kind === 'finish'))
      books.reason = reason;
  }

  #judge(now: Micros, books: Books): void {
    if (isSettled(books)) books.since = undefined;
    else books.since ??= now;
  }

  #check(now: Micros, books: Books): void {
    if (books.since === undefined) return;
    const from = Math.max(books.since, this.#trouble);
    if (now - from <= this.#bound) return;
    const { run, state, isWell } = books;
    const minutes = Math.round((now - from) / 6e7);
    this.#report(
      now,
      `${run} is ${state?.phase}${isWell ? '' : ', not training,'} for ${minutes} minutes`,
    );
    books.since = undefined;
  }

  #of(run: RunId): Books | undefined {
    return this.#books.find((books) => books.run === run);
  }
}

function isSettled({ state, isWell, reason }: Books): boolean {
  if (!state || state.phase === 'pending' || state.phase === 'finished') return true;
  if (state.phase === 'waiting' || state.phase === 'failed') return reason !== '';
  const isWhole = state.lost.every(({ phase }) => phase === 'waiting');
  return state.phase === 'running' && isWell && isWhole;
}
