import type { TimerName } from './event.ts';
import type { Fence } from './ids.ts';
import type { Micros } from './micros.ts';

interface Timer {
  due: Micros | undefined;
  /** When the agenda looks at it next; a later due time needs no further entry. */
  looksAt: Micros | undefined;
  fence: Fence;
}

export interface TimerHost {
  readonly now: Micros;
  after(delay: Micros, action: () => void): void;
}

/** The timers of one run. A timer that is set repeatedly costs the agenda one entry, not many. */
export class Timers {
  readonly #host: TimerHost;
  readonly #ring: (timer: TimerName, fence: Fence) => void;
  readonly #timers = new Map<TimerName, Timer>();

  constructor(host: TimerHost, ring: (timer: TimerName, fence: Fence) => void) {
    this.#host = host;
    this.#ring = ring;
  }

  set(name: TimerName, after: Micros, fence: Fence): void {
    const due = this.#host.now + after;
    let timer = this.#timers.get(name);
    if (!timer) {
      timer = { due, looksAt: undefined, fence };
      this.#timers.set(name, timer);
    }
    timer.due = due;
    timer.fence = fence;
    if (timer.looksAt === undefined || timer.looksAt > due) this.#lookAt(name, timer, due);
  }

  cancel(name: TimerName): void {
    const timer = this.#timers.get(name);
    if (timer) timer.due = undefined;
  }

  #lookAt(name: TimerName, timer: Timer, time: Micros): void {
    timer.looksAt = time;
    this.#host.after(time - this.#host.now, () => this.#look(name, timer, time));
  }

  #look(name: TimerName, timer: Timer, time: Micros): void {
    if (timer.looksAt !== time) return;
    timer.looksAt = undefined;
    if (timer.due === undefined) return;
    if (timer.due > time) this.#lookAt(name, timer, timer.due);
    else {
      timer.due = undefined;
      this.#ring(name, timer.fence);
    }
  }
}
