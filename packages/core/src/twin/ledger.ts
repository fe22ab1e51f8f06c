import type { Micros } from './micros.ts';
import type { LossCause } from './result.ts';

export const LOSS_CAUSES = [
  'detect',
  'waitForNodes',
  'restart',
  'rework',
  'checkpoint',
  'maintenance',
] as const satisfies readonly LossCause[];

/** What the run's time was spent on so far, us. */
export interface Account {
  readonly useful: Micros;
  readonly lost: Readonly<Record<LossCause, Micros>>;
}

/** Checkpoints one after the other: complete at `first`, `first + period`, ... */
export interface CheckpointRow {
  readonly first: Micros;
  readonly period: Micros;
  readonly count: number;
}

/** How an interval of training divides. */
interface Share {
  /** Complete checkpoints. */
  readonly checkpoints: number;
  /** Training that they hold. */
  readonly saved: Micros;
  /** Training since the last of them. */
  readonly tail: Micros;
  readonly writing: Micros;
}

type Mode = Exclude<LossCause, 'rework' | 'checkpoint'> | 'training' | 'saving' | 'closed';

/**
 * Books every microsecond of a run exactly once: as useful or under one cause of loss. Checkpoints
 * between two failures are computed, not lived through one by one.
 */
export class Ledger {
  /** Training that the newest complete checkpoint holds. */
  work: Micros = 0;
  readonly #interval: Micros;
  readonly #write: Micros;
  readonly #total: Micros;
  readonly #lost: Record<LossCause, Micros>;
  #mode: Mode = 'waitForNodes';
  #since: Micros = 0;
  /** Training not saved yet, in mode `saving`. */
  #tail: Micros = 0;

  /** `total` is the work of the whole run. */
  constructor(interval: Micros, write: Micros, total: Micros) {
    this.#interval = interval;
    this.#write = write;
    this.#total = total;
    this.#lost = {
      detect: 0,
      waitForNodes: 0,
      restart: 0,
      rework: 0,
      checkpoint: 0,
      maintenance: 0,
    };
  }

  /** From now on the run waits for something; training that is not saved is lost. */
  lose(now: Micros, cause: Exclude<Mode, 'training' | 'saving' | 'closed'>): void {
    this.#settle(now, 'rework');
    this.#mode = cause;
  }

  train(now: Micros): void {
    this.#settle(now, 'rework');
    this.#mode = 'training';
  }

  /** Time from the start of training to the end of the last checkpoint's write. */
  timeToFinish(): Micros {
    const remaining = this.#total - this.work;
    return remaining + Math.ceil(remaining / this.#interval) * this.#write;
  }

  /** Whether the checkpoint being written is the last one of the run. */
  isWritingLast(now: Micros): boolean {
    if (this.#mode !== 'training') return false;
    const { tail, saved } = this.#share(now);
    return this.work + saved + tail === this.#total;
  }

  /**
   * Begins a checkpoint ahead of time, or lets one that is being written come to its end. Gives the
   * time until it is complete.
   */
  save(now: Micros): Micros {
    const { tail, writing, saved, checkpoints } = this.#share(now);
    const isWriting = tail === this.#segment(saved);
    const started = writing - checkpoints * this.#write;
    this.#commit(now, saved, writing);
    this.#tail = tail;
    this.#mode = 'saving';
    return isWriting ? this.#write - started : this.#write;
  }

  /** The checkpoint begun by `save` is complete. */
  saved(now: Micros): void {
    this.#lost.checkpoint += now - this.#since;
    this.#since = now;
    this.work += this.#tail;
    this.#tail = 0;
    this.#mode = 'waitForNodes';
  }

  /** Ends the books: training that is not saved still counts as useful, for nothing was lost yet. */
  close(now: Micros): Account {
    this.#settle(now, 'keep');
    this.#mode = 'closed';
    return { useful: this.work, lost: { ...this.#lost } };
  }

  /** The books as they would be closed at a time not before the last entry. */
  at(time: Micros): Account {
    const elapsed = time - this.#since;
    const lost = { ...this.#lost };
    if (this.#mode === 'training') {
      const { saved, tail, writing } = this.#share(time);
      lost.checkpoint += writing;
      return { useful: this.work + saved + tail, lost };
    }
    if (this.#mode === 'saving') lost.checkpoint += elapsed;
    else if (this.#mode !== 'closed') lost[this.#mode] += elapsed;
    return { useful: this.work + this.#tail, lost };
  }

  /** The checkpoints completed since training began. */
  checkpointsSince(now: Micros): CheckpointRow {
    const period = this.#interval + this.#write;
    const count = this.#mode === 'training' ? this.#share(now).checkpoints : 0;
    return { first: this.#since + period, period, count };
  }

  #settle(now: Micros, unsaved: 'rework' | 'keep'): void {
    let tail = this.#tail;
    if (this.#mode === 'training') {
      const share = this.#share(now);
      this.#commit(now, share.saved, share.writing);
      tail = share.tail;
    } else if (this.#mode === 'saving') this.#lost.checkpoint += now - this.#since;
    else if (this.#mode !== 'closed') this.#lost[this.#mode] += now - this.#since;
    if (unsaved === 'keep') this.work += tail;
    else this.#lost.rework += tail;
    this.#tail = 0;
    this.#since = now;
  }

  #commit(now: Micros, saved: Micros, writing: Micros): void {
    this.work += saved;
    this.#lost.checkpoint += writing;
    this.#since = now;
  }

  /** Training in the segment that follows `saved`: the interval, or what is left of the work. */
  #segment(saved: Micros): Micros {
    return Math.min(this.#interval, this.#total - this.work - saved);
  }

  #share(now: Micros): Share {
    const elapsed = now - this.#since;
    const period = this.#interval + this.#write;
    const remaining = this.#total - this.work;
    const segmentsBeforeLast = Math.max(0, Math.ceil(remaining / this.#interval) - 1);
    // Exact, unlike the floor of a quotient.
    const periods = (elapsed - (elapsed % period)) / period;
    const checkpoints = Math.min(periods, segmentsBeforeLast);
    const saved = checkpoints * this.#interval;
    const rest = elapsed - checkpoints * period;
    const tail = Math.min(rest, this.#segment(saved));
    return { checkpoints, saved, tail, writing: checkpoints * this.#write + rest - tail };
  }
}
