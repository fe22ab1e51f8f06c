import { type Micros, RULES, type Rules } from '../control/protocol/index.ts';
import { Cycle, type CyclePlan } from './cycle.ts';
import { LOSS_CAUSES, type LossCause } from './result.ts';

/** What the run's time has been spent on so far, us. */
export interface Account {
  readonly useful: Micros;
  readonly lost: Readonly<Record<LossCause, Micros>>;
}

/** How fast a run trains: the share of its replicas that train, and by what factor a step is longer. */
export interface Speed {
  readonly replicas: number;
  readonly slowdown: number;
}
const FULL: Speed = { replicas: 1, slowdown: 1 };

/** A series of checkpoints, complete at `first`, `first + period`, ... */
export interface CheckpointRow {
  readonly first: Micros;
  readonly period: Micros;
  readonly count: number;
}

export type Wait = Exclude<LossCause, 'rework' | 'checkpoint' | 'straggle' | 'shrunk'>;
type Mode = Wait | 'training' | 'saving' | 'closed';

/** The result of a stretch of training. */
interface Stretch {
  /** Useful training, and the part of it that complete checkpoints hold. */
  readonly useful: Micros;
  readonly committed: Micros;
  readonly cycles: number;
  readonly shrunk: Micros;
  readonly straggle: Micros;
  readonly writing: Micros;
  /** The part of that spent on the last write, after all training is done. */
  readonly lastWrite: Micros;
  /** Where in its cycle it ends. */
  readonly coordinate: Micros;
  /** Useful training at its end that neither a copy nor a checkpoint holds; undefined if none was completed. */
  readonly uncovered: Micros | undefined;
}

/**
 * Books every microsecond of a run exactly once, as useful or under one cause of loss. Checkpoints between
 * two failures are computed, not simulated one by one.
 */
export class Ledger {
  /** Training that the newest durable checkpoint holds. */
  work: Micros = 0;
  readonly #total: Micros;
  readonly #lost: Record<LossCause, Micros>;
  #cycle: Cycle;
  #mode: Mode = 'waitForNodes';
  #since: Micros;
  #coordinate: Micros = 0;
  #speed = FULL;
  /** Useful training held only by the run itself or by copies in memory. */
  #unsaved: Micros = 0;
  /** The part of it held only by the run itself. */
  #uncovered: Micros = 0;
  /** How much of the last checkpoint is written. */
  #lastWrite: Micros = 0;

  readonly #keepsSaved: boolean;

  /** `total` is the work of the whole run; the books begin at `start`. */
  constructor(plan: CyclePlan, total: Micros, start: Micros, { keepsSaved }: Rules = RULES) {
    this.#keepsSaved = keepsSaved;
    this.#cycle = new Cycle(plan);
    this.#total = total;
    this.#since = start;
    this.#lost = Object.fromEntries(LOSS_CAUSES.map((cause) => [cause, 0])) as Record<
      LossCause,
      Micros
    >;
  }

  get waitsForNodes(): boolean {
    return this.#mode === 'waitForNodes';
  }

  /** All training that the run holds, saved or not. */
  get held(): Micros {
    return this.work + this.#unsaved;
  }

  /** From now on the run waits for something; its training stays in memory until it is dropped. */
  wait(now: Micros, cause: Wait): void {
    this.#settle(now);
    this.#mode = cause;
  }

  /** Training that the newest durable checkpoint holds at a time no earlier than the last entry. */
  durableAt(time: Micros): Micros {
    if (this.#mode !== 'training') return this.work;
    const { cycles, committed } = this.#stretch(time);
    return cycles > 0 ? this.held + committed : this.work;
  }

  /** Drops unsaved training; with memory copies, only what is newer than they are. */
  drop(now: Micros, keepsCopies: boolean): void {
    this.#settle(now);
    const gone = keepsCopies ? Math.min(this.#unsaved, this.#uncovered) : this.#unsaved;
    this.#unsaved -= gone;
    this.#lost.rework += gone;
    this.#startCycle();
  }

  /** Goes back to a durable checkpoint with this much training. */
  rollBack(now: Micros, work: Micros): void {
    this.drop(now, false);
    const gone = Math.max(0, this.work - work);
    this.work -= gone;
    this.#lost.rework += gone;
  }

  /** Training begins or, if no plan is given, resumes where it was in its cycle. */
  train(now: Micros, speed: Speed, plan?: CyclePlan): void {
    this.#settle(now);
    this.#mode = 'training';
    this.#speed = speed;
    if (!plan) return;
    const uncovered = this.#uncovered;
    this.#cycle = new Cycle(plan);
    this.#startCycle();
    this.#uncovered = uncovered;
  }

  setSpeed(now: Micros, speed: Speed): void {
    if (this.#mode === 'training') this.#settle(now);
    this.#speed = speed;
  }

  /** While training: time from now to the end of the last checkpoint's write. */
  timeToFinish(now: Micros): Micros {
    this.#settle(now);
    return this.#timeToTrain() + this.#cycle.write - this.#lastWrite;
  }

  /** Whether training is done and only the last checkpoint is still being written. */
  isWritingLast(now: Micros): boolean {
    if (this.#mode !== 'training') return false;
    const { useful } = this.#stretch(now);
    return this.held + useful >= this.#total;
  }

  /** All training is done and saved. */
  finish(now: Micros): void {
    this.#settle(now);
    this.#commit();
    this.#mode = 'closed';
  }

  /** The run is over; its books change no more. */
  close(now: Micros): void {
    this.#settle(now);
    this.#mode = 'closed';
  }

  /** Begins a checkpoint ahead of schedule; returns the time until it is complete. */
  save(now: Micros): Micros {
    this.#settle(now);
    this.#mode = 'saving';
    return this.#cycle.write;
  }

  /** The checkpoint begun by `save` is complete. */
  saved(now: Micros): void {
    this.#settle(now);
    this.#commit();
    this.#mode = 'waitForNodes';
  }

  /** The books at a time no earlier than the last entry. */
  at(time: Micros): Account {
    const lost = { ...this.#lost };
    if (this.#mode === 'training') {
      const { useful, shrunk, straggle, writing } = this.#stretch(time);
      lost.shrunk += shrunk;
      lost.straggle += straggle;
      lost.checkpoint += writing;
      return { useful: this.held + useful, lost };
    }
    const elapsed = Math.max(0, time - this.#since);
    if (this.#mode === 'saving') lost.checkpoint += elapsed;
    else if (this.#mode !== 'closed') lost[this.#mode] += elapsed;
    return { useful: this.held, lost };
  }

  /** The checkpoints completed since the last entry. */
  checkpointsSince(now: Micros): CheckpointRow {
    const { period } = this.#cycle;
    const first = this.#since + period - this.#coordinate;
    return { first, period, count: this.#mode === 'training' ? this.#stretch(now).cycles : 0 };
  }

  /** Time from the last entry until all training is done. */
  #timeToTrain(): Micros {
    const training = this.#trainingFor(this.#total - this.held);
    return this.#cycle.coordinateAfter(this.#coordinate, training) - this.#coordinate;
  }

  #trainingFor(useful: Micros): Micros {
    return Math.ceil((useful * this.#speed.slowdown) / this.#speed.replicas);
  }

  #commit(): void {
    if (this.#keepsSaved) this.work += this.#unsaved;
    this.#unsaved = 0;
    this.#startCycle();
  }

  #startCycle(): void {
    this.#coordinate = 0;
    this.#uncovered = 0;
    this.#lastWrite = 0;
  }

  #settle(now: Micros): void {
    if (now <= this.#since) return;
    if (this.#mode === 'training') {
      const stretch = this.#stretch(now);
      if (stretch.cycles > 0) {
        this.work += this.#unsaved + stretch.committed;
        this.#unsaved = stretch.useful - stretch.committed;
      } else this.#unsaved += stretch.useful;
      this.#uncovered = stretch.uncovered ?? this.#uncovered + stretch.useful;
      this.#lastWrite += stretch.lastWrite;
      this.#lost.shrunk += stretch.shrunk;
      this.#lost.straggle += stretch.straggle;
      this.#lost.checkpoint += stretch.writing;
      this.#coordinate = stretch.coordinate;
    } else if (this.#mode === 'saving') this.#lost.checkpoint += now - this.#since;
    else if (this.#mode !== 'closed') this.#lost[this.#mode] += now - this.#since;
    this.#since = now;
  }

  #stretch(now: Micros): Stretch {
    const cycle = this.#cycle;
    const from = this.#coordinate;
    const elapsed = Math.max(0, now - this.#since);
    const before = cycle.trainingAt(from);
    // Once all training is done, the rest of the time goes into the last write.
    const limit = this.#trainingFor(this.#total - this.held);
    const training = Math.min(limit, cycle.trainingAt(from + elapsed) - before);
    const { replicas, slowdown } = this.#speed;
    const rate = replicas / slowdown;
    const open = this.#total - this.held;
    const useful = training === limit ? open : Math.min(open, Math.floor(training * rate));
    const shrunk = Math.min(training - useful, Math.floor(training * (1 - replicas)));
    const cycles = cycle.cyclesAt(from + elapsed);
    const inFull = Math.min(training, cycles * cycle.interval - before);
    const hasCopied = cycle.copiesAt(from + elapsed) > cycle.copiesAt(from);
    const uncovered = Math.ceil(cycle.uncoveredAt(from + elapsed) * rate);
    return {
      useful,
      committed: cycles > 0 ? Math.min(useful, Math.floor(inFull * rate)) : 0,
      uncovered: hasCopied ? Math.min(useful, uncovered) : undefined,
      lastWrite: training === limit ? Math.max(0, elapsed - this.#timeToTrain()) : 0,
      cycles,
      shrunk,
      straggle: training - useful - shrunk,
      writing: elapsed - training,
      coordinate: (from + elapsed) % cycle.period,
    };
  }
}
