import type { TrainingMemory } from '../memory/memory-parts.ts';
import type { Strategy } from '../strategy.ts';
import { showStrategy } from '../strategy-text.ts';

/** A strategy and what it needs, whether that fits or not. */
export interface WeighedStrategy {
  readonly strategy: Strategy;
  readonly memory: TrainingMemory;
}

/** Keeps the smallest of a stream of strategies; if two are equal, the first by name. */
export class Smallest {
  #kept: WeighedStrategy | undefined;

  /** Copies what it keeps, because a search reuses its objects. */
  offer(strategy: Strategy, memory: TrainingMemory): void {
    const least = this.#kept?.memory.total ?? Number.POSITIVE_INFINITY;
    if (memory.total > least) return;
    if (memory.total === least && !this.#comesFirst(strategy)) return;
    this.#kept = { strategy: { ...strategy }, memory: { ...memory } };
  }

  found(): WeighedStrategy | undefined {
    return this.#kept;
  }

  #comesFirst(strategy: Strategy): boolean {
    return this.#kept === undefined || showStrategy(strategy) < showStrategy(this.#kept.strategy);
  }
}
