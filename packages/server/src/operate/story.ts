import type { RunDetail, RunEntry } from '@gigafactory/core/control-plane';
import type { Decision, SupervisorEvent } from '@gigafactory/core/protocol';

type Attempt = RunDetail['attempts'][number];

/** An entry before it has a place in the log. */
export type NewEntry = Omit<RunEntry, 'offset' | 'event' | 'decisions'> & {
  readonly event: SupervisorEvent;
  readonly decisions: readonly Decision[];
};

export interface Ending {
  readonly state: 'finished' | 'failed' | 'stopped';
  readonly at: string;
  readonly reason: string;
}

/** Decisions that say something of what the run does; the others are remarks. */
const TELLING: ReadonlySet<string> = new Set([
  'place',
  'launch',
  'run',
  'fail over',
  'diagnose',
  'probe',
  'wait',
  'maintain',
  'save',
  'stop',
  'preempt',
  'release',
  'shrink',
  'rejoin',
  'roll back',
  'finish',
  'give up',
]);

/** The regular look at an attempt that says nothing: it changes nothing, and alarms who reads it. */
function isRoutine({ event }: NewEntry): boolean {
  return event.kind === 'timer' && event.timer === 'watch';
}

/** What the entries of a run come to: its attempts with why each ended, and what it does now. */
export class Story {
  readonly #attempts: Attempt[] = [];
  readonly #stepOf: (work: number) => number;
  /** What the run does, or waits for, by the newest decision about it. */
  reason = 'The run was requested.';
  #isCancelled = false;
  #hasFinished = false;
  /** Why the attempt that is stopped is stopped. */
  #stopping: string | undefined;

  constructor(stepOf: (work: number) => number) {
    this.#stepOf = stepOf;
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  hear(entry: NewEntry): void {
    if (!isRoutine(entry)) {
      for (const decision of entry.decisions) this.#take(decision, entry.at);
    }
    this.#happen(entry);
  }

  /** Takes in what an event about another run meant for this one. */
  hearOfOthers({ decisions, at }: NewEntry): void {
    for (const decision of decisions) this.#take(decision, at);
  }

  /** A step was trained. */
  reach(attempt: number, step: number): void {
    const own = this.#attempts.findLast((each) => each.attempt === attempt);
    if (own && step > own.toStep) own.toStep = step;
  }

  /** How a run in this phase of the supervisor has ended. */
  endingOf(phase: 'finished' | 'failed', at: string): Ending {
    if (phase === 'failed') return { state: 'failed', at, reason: this.reason };
    if (this.#hasFinished) {
      return { state: 'finished', at, reason: 'All steps are trained and saved.' };
    }
    return { state: 'stopped', at, reason: this.#isCancelled ? 'A person ended it.' : this.reason };
  }

  #take({ kind, reason }: Decision, at: string): void {
    if (TELLING.has(kind)) this.reason = reason;
    if (kind === 'stop') this.#stopping = reason;
    if (kind === 'fail over') this.#end(at, reason);
  }

  #happen({ event, at }: NewEntry): void {
    if (event.kind === 'launched') this.#launch(event.attempt, at, this.#stepOf(event.work));
    else if (event.kind === 'stopped') this.#end(at, this.#stopping ?? 'It was stopped.');
    else if (event.kind === 'diagnosed') this.#explain(event.diagnosis.cause);
    else if (event.kind === 'cancelled') this.#isCancelled = true;
    else if (event.kind === 'finished') {
      this.#hasFinished = true;
      this.#end(at, 'All steps are trained and saved.');
    }
  }

  #launch(attempt: number, at: string, step: number): void {
    if (this.#attempts.some((each) => each.attempt === attempt)) return;
    this.#attempts.push({ attempt, launchedAt: at, fromStep: step, toStep: step });
    this.#stopping = undefined;
  }

  #end(at: string, why: string): void {
    const last = this.#attempts.at(-1);
    if (!last || last.endedAt !== undefined) return;
    last.endedAt = at;
    last.why = why;
  }

  #explain(cause: string): void {
    const last = this.#attempts.at(-1);
    if (last?.endedAt !== undefined) last.cause = cause;
  }
}
