import { createContext } from 'react';

/** Where the charts of a page are read, and what part of their time they show. */
export interface CursorState {
  /** s; undefined while nobody points at a chart. */
  readonly time: number | undefined;
  /** s; undefined where the whole is shown. */
  readonly view: readonly [from: number, to: number] | undefined;
}

const NOTHING: CursorState = { time: undefined, view: undefined };

/** One crosshair and one zoom, which all charts that share it follow. It changes with every movement of the pointer. */
export class ChartCursor {
  #state = NOTHING;
  readonly #listeners = new Set<() => void>();

  get state(): CursorState {
    return this.#state;
  }

  point(time: number | undefined): void {
    if (time !== this.#state.time) this.#change({ ...this.#state, time });
  }

  /** Shows from one time to another; the whole, if they are left out. */
  zoom(view?: readonly [number, number]): void {
    if (view !== this.#state.view) this.#change({ ...this.#state, view });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(state: CursorState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The cursor of the charts below; those without one have each their own. */
export const CursorContext = createContext<ChartCursor | undefined>(undefined);

/** Index of the time that is nearest; -1 without any. `times` rise. */
export function nearestIndex(times: ArrayLike<number>, time: number): number {
  let [low, high] = [0, times.length - 1];
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle;
    else high = middle;
  }
  return time - times[low]! <= times[high]! - time ? low : high;
}

/** A view around a time that is `by` times as long as the one before, within the whole; none if it is the whole. */
export function zoomedView(
  whole: readonly [number, number],
  view: readonly [number, number],
  around: number,
  by: number,
): readonly [number, number] | undefined {
  const all = whole[1] - whole[0];
  const length = Math.max((view[1] - view[0]) * by, all / 10_000);
  if (!(length < all)) return undefined;
  const share = view[1] > view[0] ? (around - view[0]) / (view[1] - view[0]) : 0.5;
  const from = Math.min(Math.max(around - share * length, whole[0]), whole[1] - length);
  return [from, from + length];
}
