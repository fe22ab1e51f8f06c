import { EventHeap } from '../base/index.ts';
import type { Micros } from '../control/protocol/index.ts';

type Action = () => void;

/** What will happen when. Of things at the same time, the one noted first happens first. */
export class Agenda {
  readonly #heap = new EventHeap();
  readonly #actions: (Action | undefined)[] = [];
  readonly #free: number[] = [];

  /** When the next thing happens; Infinity when nothing will. */
  nextTime(): Micros {
    return this.#heap.peekTime();
  }

  note(time: Micros, action: Action): void {
    const slot = this.#free.pop() ?? this.#actions.length;
    this.#actions[slot] = action;
    this.#heap.push(time, 0, slot);
  }

  /** Lets the next thing happen. */
  advance(): void {
    const slot = this.#heap.pop();
    const action = this.#actions[slot];
    this.#actions[slot] = undefined;
    this.#free.push(slot);
    action?.();
  }
}
