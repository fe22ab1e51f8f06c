import type { TrainingMemory } from '../memory/memory-parts.ts';
import type { StepTimes } from '../step/step-times.ts';
import type { Strategy } from '../strategy.ts';
import { byTime, cellOf, type EvaluatedStrategy } from './outcome.ts';

/** The list of the best is cut back when it has grown to so many times what is wanted. */
const SLACK = 2;

/**
 * Keeps of a stream of evaluated strategies the fastest, the Pareto front and a sample: of each cell
 * the fastest. What it keeps does not depend on the order of the stream, so that a divided search finds
 * the same. It copies what it keeps and nothing else, so that a search can reuse the objects it
 * evaluates into.
 */
export class Collector {
  readonly #top: number;
  #best: EvaluatedStrategy[] = [];
  /** Times above which nothing enters the best any more. */
  #worst = Number.POSITIVE_INFINITY;
  /** By rising time and falling memory. */
  readonly #front: EvaluatedStrategy[] = [];
  readonly #sample = new Map<number, EvaluatedStrategy>();

  constructor(top: number) {
    this.#top = top;
  }

  offer(strategy: Strategy, memory: TrainingMemory, step: StepTimes): void {
    const fast = step.time <= this.#worst;
    const place = this.#frontPlace(strategy, memory, step);
    const cell = cellOf(memory, step);
    const inCell = this.#sample.get(cell);
    const first = !inCell || comesBefore(strategy, memory, step, inCell);
    if (!fast && place < 0 && !first) return;
    const kept = { strategy: { ...strategy }, memory: { ...memory }, step: { ...step } };
    if (fast) this.#keepBest(kept);
    if (place >= 0) this.#keepFront(kept, place);
    if (first) this.#sample.set(cell, kept);
  }

  best(): EvaluatedStrategy[] {
    return this.#best.sort(byTime).slice(0, this.#top);
  }

  front(): EvaluatedStrategy[] {
    return [...this.#front];
  }

  sample(): EvaluatedStrategy[] {
    return [...this.#sample.values()].sort(byTime);
  }

  #keepBest(kept: EvaluatedStrategy): void {
    this.#best.push(kept);
    if (this.#best.length < SLACK * this.#top) return;
    this.#best = this.best();
    this.#worst = this.#best.at(-1)?.step.time ?? Number.POSITIVE_INFINITY;
  }

  /** Where in the front a strategy belongs; -1 where one of it is at least as good. */
  #frontPlace(strategy: Strategy, memory: TrainingMemory, step: StepTimes): number {
    const { time } = step;
    let low = 0;
    let high = this.#front.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#front[middle]!.step.time <= time) low = middle + 1;
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
  }
}

/** As `byTime`, without an object for what is compared unless the times are the same. */
function comesBefore(
  strategy: Strategy,
  memory: TrainingMemory,
  step: StepTimes,
  other: EvaluatedStrategy,
): boolean {
  if (step.time !== other.step.time) return step.time < other.step.time;
  return byTime({ strategy, memory, step }, other) < 0;
}
