import type { TrainingMemory } from '../memory/memory-parts.ts';
import type { StepTimes } from '../step/step-times.ts';
import type { Strategy } from '../strategy.ts';
import { Fastest } from './fastest.ts';
import { byTime, cellOf, copyOf, type EvaluatedStrategy, type SampledStrategy } from './outcome.ts';
import { copyStrategyInto, type MutableStrategy } from './space.ts';

/** A place of the sample, written anew when a faster strategy comes to it. */
interface SampleCell extends SampledStrategy {
  readonly strategy: MutableStrategy;
  readonly memory: { total: number; capacity: number };
  readonly step: { time: number };
}

/**
 * Keeps, from a stream of evaluated strategies, the fastest, the Pareto front, and a sample: the fastest of
 * each cell. What it keeps does not depend on the order of the stream, so a divided search finds the same. It
 * copies only what it keeps, so that a search can reuse the objects it evaluates into.
 */
export class Collector {
  readonly #fastest: Fastest;
  /** By rising time and falling memory. */
  readonly #front: EvaluatedStrategy[] = [];
  /** The times of the front, s, which are looked through for every strategy. */
  readonly #frontTimes: number[] = [];
  readonly #sample = new Map<number, SampleCell>();

  constructor(top: number) {
    this.#fastest = new Fastest(top);
  }

  offer(strategy: Strategy, memory: TrainingMemory, step: StepTimes): void {
    this.#fastest.offer(strategy, memory, step);
    const place = this.#frontPlace(strategy, memory, step);
    if (place >= 0) this.#keepFront(copyOf(strategy, memory, step), place);
    const cell = cellOf(memory, step);
    const inCell = this.#sample.get(cell);
    if (!inCell) {
      const { total, capacity } = memory;
      const sampled = { memory: { total, capacity }, step: { time: step.time } };
      this.#sample.set(cell, { strategy: { ...strategy }, ...sampled });
    } else if (comesBefore(strategy, memory, step, inCell)) {
      copyStrategyInto(strategy, inCell.strategy);
      inCell.memory.total = memory.total;
      inCell.memory.capacity = memory.capacity;
      inCell.step.time = step.time;
    }
  }

  best(): EvaluatedStrategy[] {
    return this.#fastest.best();
  }

  front(): EvaluatedStrategy[] {
    return [...this.#front];
  }

  /** To be asked at the end: what is offered later may be written into what this returns. */
  sample(): SampledStrategy[] {
    return [...this.#sample.values()].sort(byTime);
  }

  /** Where in the front a strategy belongs; -1 if one in it is at least as good. */
  #frontPlace(strategy: Strategy, memory: TrainingMemory, step: StepTimes): number {
    const { time } = step;
    let low = 0;
    let high = this.#front.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#frontTimes[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    const faster = this.#front[low - 1];
    if (!faster || faster.memory.total > memory.total) return low;
    const same =
      faster.memory.total === memory.total &&
      faster.step.time === time &&
      comesBefore(strategy, memory, step, faster);
    return same ? low : -1;
  }

  #keepFront(kept: EvaluatedStrategy, place: number): void {
    let end = place;
    while (end < this.#front.length && this.#front[end]!.memory.total >= kept.memory.total) end++;
    const same = this.#front[place - 1]?.step.time === kept.step.time ? 1 : 0;
    this.#front.splice(place - same, end - place + same, kept);
    this.#frontTimes.splice(place - same, end - place + same, kept.step.time);
  }
}

/** As `byTime`, but allocates the compared object only if the times are equal. */
function comesBefore(
  strategy: Strategy,
  memory: TrainingMemory,
  step: StepTimes,
  other: SampledStrategy,
): boolean {
  if (step.time !== other.step.time) return step.time < other.step.time;
  return byTime({ strategy, memory, step }, other) < 0;
}
