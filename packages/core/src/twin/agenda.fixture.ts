import type { Micros } from '../control/protocol/index.ts';
import { Agenda } from './agenda.ts';

/** A clock that a test controls. */
export class Clock {
  now: Micros = 0;
  readonly #agenda = new Agenda();
  entries = 0;

  after(delay: Micros, action: () => void): void {
    this.entries++;
    this.#agenda.note(this.now + delay, action);
  }

  /** Carries out everything up to a given time. */
  passUntil(time: Micros): void {
    while (this.#agenda.nextTime() <= time) {
      this.now = this.#agenda.nextTime();
      this.#agenda.advance();
    }
    this.now = time;
  }
}
