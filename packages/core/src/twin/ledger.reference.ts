import type { CyclePlan } from './cycle.ts';
import type { Account, Speed, Wait } from './ledger.ts';
import { LOSS_CAUSES, type LossCause } from './result.ts';

/** The books of a run at full speed, kept by simulating every single microsecond. */
export class NaiveBooks {
  durable = 0;
  readonly #total: number;
  readonly #lost = Object.fromEntries(LOSS_CAUSES.map((cause) => [cause, 0])) as Record<
    LossCause,
    number
  >;
  #mode: Wait | 'training' | 'saving' = 'waitForNodes';
  #plan: CyclePlan = { interval: 1, write: 0 };
  /** Training since the last durable checkpoint, and the part of it that copies hold. */
  #unsaved = 0;
  #copied = 0;
  /** Training in this cycle, and what is left of the copy or checkpoint being written. */
  #trained = 0;
  #writing: 'copy' | 'checkpoint' | undefined;
  #left = 0;

  constructor(total: number) {
    this.#total = total;
  }

  account(): Account {
    return { useful: this.durable + this.#unsaved, lost: { ...this.#lost } };
  }

  pass(time: number): void {
    for (let left = time; left > 0; left--) {
      if (this.#mode === 'saving') this.#lost.checkpoint++;
      else if (this.#mode === 'training') this.#live();
      else this.#lost[this.#mode]++;
    }
  }

  wait(_: number, cause: Wait): void {
    this.#mode = cause;
  }

  drop(_: number, keepsCopies: boolean): void {
    const kept = keepsCopies ? this.#copied : 0;
    this.#lost.rework += this.#unsaved - kept;
    this.#unsaved = kept;
    this.#copied = kept;
    this.#startCycle();
  }

  rollBack(now: number, work: number): void {
    this.drop(now, false);
    this.#lost.rework += this.durable - work;
    this.durable = work;
  }

  train(_: number, __: Speed, plan?: CyclePlan): void {
    this.#mode = 'training';
    if (!plan) return;
    this.#plan = plan;
    this.#startCycle();
  }

  setSpeed(_: number, __: Speed): void {}

  save(_: number): void {
    this.#mode = 'saving';
  }

  saved(_: number): void {
    this.#commit();
    this.#mode = 'waitForNodes';
  }

  #startCycle(): void {
    this.#trained = 0;
    this.#writing = undefined;
    this.#left = 0;
  }

  #commit(): void {
    this.durable += this.#unsaved;
    this.#unsaved = 0;
    this.#copied = 0;
    this.#startCycle();
  }

  #live(): void {
    const isDone = this.durable + this.#unsaved === this.#total;
    if (this.#writing || isDone) {
      this.#lost.checkpoint++;
      if (this.#writing && --this.#left === 0) this.#complete();
      return;
    }
    this.#unsaved++;
    this.#trained++;
    const { interval, write, memory } = this.#plan;
    if (this.#trained === interval) this.#begin('checkpoint', write);
    else if (memory && this.#trained % memory.interval === 0) this.#begin('copy', memory.write);
  }

  #begin(what: 'copy' | 'checkpoint', time: number): void {
    this.#writing = what;
    this.#left = time;
    if (time === 0) this.#complete();
  }

  #complete(): void {
    if (this.#writing === 'checkpoint') this.#commit();
    else {
      this.#copied = this.#unsaved;
      this.#writing = undefined;
    }
  }
}
