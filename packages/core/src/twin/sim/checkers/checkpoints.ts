import type { StepResult } from '../../../control/index.ts';
import type {
  AttemptId,
  Command,
  Micros,
  RunId,
  SupervisorEvent,
} from '../../../control/protocol/index.ts';
import type { Begun, Outcome } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

interface Books {
  /** us of training in the newest checkpoint that the engine reported as durable or that a rollback chose. */
  durable: Micros;
  /** The same, as far as the supervisor has heard. */
  heard: Micros;
  /** What the newest order to save was answered with, and under which epoch. */
  saved: { epoch: number; work: Micros } | undefined;
  epoch: number;
  /** The newest attempt that trained; its first report counts, not later repetitions. */
  launched: AttemptId;
  /** The work that the supervisor has to roll back to, as it heard it, and as the engine reported it. */
  rollback: Micros | undefined;
  corrupted: Micros | undefined;
  /** Whether the newest order is a launch. */
  isStarting: boolean;
  hasEnded: boolean;
  isWaiting: boolean;
}

/**
 * A checkpoint once acknowledged is never lost. Work goes backwards only by an explicit rollback to a clean
 * checkpoint after the model was found corrupted, and that rollback does happen.
 */
export class Checkpoints implements Checker {
  readonly #report: Report;
  readonly #books: ReadonlyMap<RunId, Books>;
  readonly #names: readonly RunId[];
  #lastCommand = 0;

  constructor({ scenario }: SimCase, report: Report) {
    this.#report = report;
    this.#names = scenario.runs.map(({ spec }) => spec.run);
    this.#books = new Map(
      this.#names.map((run) => [
        run,
        {
          durable: 0,
          heard: 0,
          saved: undefined,
          epoch: 0,
          launched: 0,
          rollback: undefined,
          corrupted: undefined,
          isStarting: false,
          hasEnded: false,
          isWaiting: false,
        },
      ]),
    );
  }

  told(now: Micros, event: SupervisorEvent): void {
    if (!('run' in event)) return;
    const books = this.#of(event.run);
    if (event.kind === 'checkpointed' || event.kind === 'saved') {
      if (isRepetition(event, books)) return;
      if (event.kind === 'saved') books.saved = { epoch: event.epoch, work: event.work };
      if (event.work < books.durable) {
        this.#report(now, `${event.run} tells of ${event.work} us after ${books.durable}`);
      }
      books.durable = event.work;
    } else if (event.kind === 'launched' && event.attempt > books.launched) {
      books.launched = event.attempt;
      if (event.work < books.durable) {
        this.#report(now, `${event.run} trains from ${event.work} us, not from ${books.durable}`);
      }
    } else if (event.kind === 'corrupted') {
      books.corrupted = Math.min(event.cleanWork, books.corrupted ?? event.cleanWork);
    }
  }

  begun(now: Micros, { run, work, isRollback }: Begun): void {
    const books = this.#of(run);
    if (isRollback) {
      if (books.corrupted !== undefined && work > books.corrupted) {
        this.#report(now, `${run} goes back to ${work} us, but only ${books.corrupted} are clean`);
      }
      books.durable = Math.min(books.durable, work);
      books.corrupted = undefined;
    } else if (work < books.durable) {
      this.#report(now, `${run} lost a checkpoint of ${books.durable} us: it begins at ${work}`);
    }
  }

  step(now: Micros, event: SupervisorEvent, { commands, state }: StepResult): void {
    this.#hear(event);
    for (const { spec, phase } of state.runs) this.#of(spec.run).isWaiting = phase === 'waiting';
    for (const command of commands) {
      if (command.id <= this.#lastCommand || command.run === '') continue;
      this.#lastCommand = command.id;
      this.#see(now, command);
    }
  }

  /** A model found corrupted does not train on for ever. */
  end(now: Micros, outcomes: readonly Outcome[]): void {
    for (const [index, run] of this.#names.entries()) {
      const { corrupted, hasEnded, isWaiting } = this.#of(run);
      const isOver = hasEnded || outcomes[index] !== 'running';
      if (corrupted === undefined || isOver || isWaiting) continue;
      this.#report(now, `${run} was corrupted after ${corrupted} us and never went back`);
    }
  }

  #hear(event: SupervisorEvent): void {
    if (!('run' in event)) return;
    const books = this.#of(event.run);
    if (event.epoch !== books.epoch) return;
    if (event.kind === 'corrupted') {
      books.heard = Math.min(books.heard, event.cleanWork);
      books.rollback = Math.min(event.cleanWork, books.rollback ?? event.cleanWork);
    } else if (event.kind === 'checkpointed' || event.kind === 'saved') {
      // What an attempt saves after a rollback is clean, and proves that it has trained.
      if (books.isStarting && event.work > books.heard) books.rollback = undefined;
      if (books.rollback === undefined) books.heard = Math.max(books.heard, event.work);
    } else if (event.kind === 'finished') books.hasEnded = true;
    // A rollback is not over until the run has trained.
    else if (event.kind === 'launched') books.rollback = undefined;
  }

  #see(now: Micros, command: Command): void {
    const books = this.#of(command.run);
    if (command.epoch > books.epoch) books.isStarting = command.kind === 'launch';
    books.epoch = command.epoch;
    if (command.kind !== 'launch') return;
    const { run, work, isRollback } = command;
    if (work < books.heard) {
      this.#report(now, `${run} is to begin at ${work} us, but ${books.heard} were acknowledged`);
    }
    if (isRollback && books.rollback === undefined) {
      this.#report(now, `${run} is to go back to ${work} us for no reason`);
    }
    if (books.rollback !== undefined && (!isRollback || work > books.rollback)) {
      this.#report(now, `${run} is to begin at ${work} us, but only ${books.rollback} are clean`);
    }
  }

  #of(run: RunId): Books {
    return this.#books.get(run)!;
  }
}

/** An order that was done is answered again as it was, however much has been saved since. */
function isRepetition(event: SupervisorEvent, { saved }: Books): boolean {
  return event.kind === 'saved' && event.epoch === saved?.epoch && event.work === saved.work;
}
