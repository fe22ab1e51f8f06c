import { type Fence, type Micros, type TimerName, Timers } from '@gigafactory/core/protocol';
import type { SavedTimer } from './engine-state.ts';
import type { RunHost } from './run-host.ts';

/** The timers of a run, which go on after a restart of the engine. */
export class StoredTimers {
  readonly #host: Pick<RunHost, 'clock' | 'writeSoon'>;
  readonly #timers: Timers;
  readonly #set = new Map<TimerName, SavedTimer>();

  constructor(host: RunHost, ring: (timer: TimerName, fence: Fence) => void) {
    this.#host = host;
    const { clock } = host;
    const agenda = {
      get now() {
        return clock.now;
      },
      after: (delay: Micros, act: () => void) => void clock.after(delay, act),
    };
    this.#timers = new Timers(agenda, (timer, fence) => {
      this.#set.delete(timer);
      host.writeSoon();
      ring(timer, fence);
    });
  }

  get saved(): readonly SavedTimer[] {
    return [...this.#set.values()];
  }

  set(timer: TimerName, after: Micros, { run, attempt, epoch }: Fence): void {
    const fence = { run, attempt, epoch };
    this.#set.set(timer, { timer, fence, due: this.#host.clock.now + after });
    this.#timers.set(timer, after, fence);
    this.#host.writeSoon();
  }

  cancel(timer: TimerName): void {
    this.#set.delete(timer);
    this.#timers.cancel(timer);
    this.#host.writeSoon();
  }

  restore(saved: readonly SavedTimer[]): void {
    for (const { timer, fence, due } of saved) {
      this.set(timer, Math.max(0, due - this.#host.clock.now), fence);
    }
  }
}
