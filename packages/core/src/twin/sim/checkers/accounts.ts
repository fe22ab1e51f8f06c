import { type Micros, toMicros } from '../../../control/protocol/index.ts';
import type { Account } from '../../ledger.ts';
import type { Life } from '../../life.ts';
import type { Books, Outcome } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** us that may move between the parts of an open stretch, because books are kept in whole us. */
const ROUNDING = 2;

/**
 * Every microsecond of a run is booked exactly once, as useful or under one loss; lost time stays lost, and
 * useful time can only turn into rework.
 */
export class Accounts implements Checker {
  readonly #names: readonly string[];
  readonly #starts: readonly Micros[];
  readonly #report: Report;
  readonly #before: (Account | undefined)[];
  #now: Micros = 0;

  constructor({ scenario }: SimCase, report: Report) {
    this.#names = scenario.runs.map(({ spec }) => spec.run);
    this.#starts = scenario.runs.map(({ start }) => toMicros(start));
    this.#before = scenario.runs.map(() => undefined);
    this.#report = report;
  }

  advance(now: Micros, books: Books): void {
    this.#now = now;
    for (const index of this.#names.keys()) this.#compare(index, books(index, now));
  }

  end(now: Micros, _outcomes: readonly Outcome[], books: Books): void {
    this.advance(now, books);
  }

  close({ runs }: Life): void {
    for (const [index, { account, elapsed }] of runs.entries()) {
      const booked = sumOf(account);
      if (booked !== elapsed) {
        this.#report(this.#now, `${this.#names[index]} booked ${booked} us of ${elapsed}`);
      }
    }
  }

  #compare(index: number, account: Account): void {
    const name = this.#names[index];
    const before = this.#before[index];
    this.#before[index] = account;
    const parts = [account.useful, ...Object.values(account.lost)];
    if (parts.some((part) => part < 0 || !Number.isInteger(part))) {
      this.#report(this.#now, `${name} has odd books: ${parts.join(', ')}`);
    }
    const booked = sumOf(account);
    const most = Math.max(0, this.#now - this.#starts[index]!);
    if (booked > most) this.#report(this.#now, `${name} booked ${booked} us of ${most}`);
    if (!before) return;
    for (const [cause, lost] of Object.entries(account.lost)) {
      const was = before.lost[cause as keyof Account['lost']];
      if (lost < was - ROUNDING)
        this.#report(this.#now, `${name} lost ${lost} us to ${cause} after ${was}`);
    }
    const kept = account.useful + account.lost.rework;
    if (kept < before.useful + before.lost.rework - ROUNDING) {
      this.#report(this.#now, `${name} trained ${kept} us after more`);
    }
  }
}

function sumOf({ useful, lost }: Account): number {
  return Object.values(lost).reduce((sum, part) => sum + part, useful);
}
