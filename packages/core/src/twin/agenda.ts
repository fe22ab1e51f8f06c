import { EventHeap } from '../base/index.ts';
import type { Micros } from '../control/protocol/index.ts';

type Action = () => void;

/** What will happen and when. Entries for the same time happen in the order in which they were added. */
export class Agenda {
  readonly #heap = new EventHeap();
  readonly #actions: (Action | undefined)[] = [];
  readonly #free: number[] = [];

  /** Time of the next entry; Infinity if there is none. */
  nextTime(): Micros {
    return this.#heap.peekTime();
  }

  note(time: Micros, action: Action): void {
    const slot = this.#free.pop() ?? this.#actions.length;
    this.#actions[slot] = action;
    this.#heap.push(time, 0, slot);
  }

  /** Carries out the next entry. */
  advance(): void {
    const slot = this.#heap.pop();
    const action = this.#actions[slot];
    this.#actions[slot] = undefined;
    this.#free.push(slot);
    action?.();
  }
}
