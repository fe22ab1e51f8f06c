import type { TrainingMemory } from '../memory/memory-parts.ts';
import type { StepTimes } from '../step/step-times.ts';
import type { Strategy } from '../strategy.ts';
import { byTime, copyOf, type EvaluatedStrategy } from './outcome.ts';

/** The list is cut back when it has grown to this many times the wanted length. */
const SLACK = 2;

/** Keeps the fastest of a stream of evaluated strategies, whatever their order. */
export class Fastest {
  readonly #top: number;
  #kept: EvaluatedStrategy[] = [];
  /** Times above this no longer enter, s. */
  #worst = Number.POSITIVE_INFINITY;

  constructor(top: number) {
    this.#top = top;
  }

  /** Copies what it keeps, so that a search can reuse the objects it evaluates into. */
  offer(strategy: Strategy, memory: TrainingMemory, step: StepTimes): void {
    if (step.time > this.#worst) return;
    this.#kept.push(copyOf(strategy, memory, step));
    if (this.#kept.length < SLACK * this.#top) return;
    this.#kept = this.best();
    this.#worst = this.#kept.at(-1)?.step.time ?? Number.POSITIVE_INFINITY;
  }

  /** Fastest first. */
  best(): EvaluatedStrategy[] {
    return this.#kept.sort(byTime).slice(0, this.#top);
  }
}
