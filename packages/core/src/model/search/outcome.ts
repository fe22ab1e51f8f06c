import { ln } from '../../base/index.ts';
import type { TrainingMemory } from '../memory/memory-parts.ts';
import type { StepTimes } from '../step/step-times.ts';
import type { Strategy } from '../strategy.ts';
import { showStrategy } from '../strategy-text.ts';
import { noneRejected, type RejectReason } from './refuse.ts';

/** A strategy that fits, with its memory (B) and step time (s). */
export interface EvaluatedStrategy {
  readonly strategy: Strategy;
  readonly memory: TrainingMemory;
  readonly step: StepTimes;
}

/** What a plot of many strategies shows of each. */
export interface SampledStrategy {
  readonly strategy: Strategy;
  readonly memory: Pick<TrainingMemory, 'total' | 'capacity'>;
  readonly step: Pick<StepTimes, 'time'>;
}

/** The outcome of a search for the fastest only. */
export interface FastestOutcome {
  /** The fastest that fit, fastest first. */
  readonly best: readonly EvaluatedStrategy[];
  /** Candidates evaluated to a step time: all that fit. */
  readonly evaluated: number;
  readonly rejected: Readonly<Record<RejectReason, number>>;
}

export interface SearchOutcome extends FastestOutcome {
  /** Strategies that no other beats in both memory and step time, fastest first. */
  readonly front: readonly EvaluatedStrategy[];
  /** Some of the others, spread over memory and step time, for a plot of all. */
  readonly sample: readonly SampledStrategy[];
}

/** Copies a strategy to keep out of the objects that a search writes to again. */
export function copyOf(
  strategy: Strategy,
  memory: TrainingMemory,
  step: StepTimes,
): EvaluatedStrategy {
  return { strategy: { ...strategy }, memory: { ...memory }, step: { ...step } };
}

/** Cells of the sample: their number over the memory of a GPU, and per doubling of the step time. */
const MEMORY_CELLS = 48;
const TIME_CELLS = 24;

/** The cell in a plot of memory and step time: strategies near each other look the same. */
export function cellOf(memory: SampledStrategy['memory'], step: SampledStrategy['step']): number {
  const doublings = Math.floor((ln(step.time) / Math.LN2) * TIME_CELLS);
  return doublings * MEMORY_CELLS * 2 + Math.floor((memory.total / memory.capacity) * MEMORY_CELLS);
}

/**
 * Fastest first; for equal times the smallest first; if both are equal by name, so that the order never
 * depends on the search.
 */
export function byTime(a: SampledStrategy, b: SampledStrategy): number {
  // Small integers, because every fraction returned would be an allocation.
  if (a.step.time !== b.step.time) return a.step.time < b.step.time ? -1 : 1;
  if (a.memory.total !== b.memory.total) return a.memory.total < b.memory.total ? -1 : 1;
  return showStrategy(a.strategy) < showStrategy(b.strategy) ? -1 : 1;
}

/** Merges the outcomes of the parts of a divided search, as if it had been one. */
export function mergeOutcomes(parts: readonly SearchOutcome[], top: number): SearchOutcome {
  const rejected = noneRejected();
  for (const part of parts) {
    for (const [reason, count] of Object.entries(part.rejected)) {
      rejected[reason as RejectReason] += count;
    }
  }
  return {
    best: parts
      .flatMap(({ best }) => best)
      .sort(byTime)
      .slice(0, top),
    front: frontOf(parts.flatMap(({ front }) => front).sort(byTime)),
    sample: sampleOf(parts.flatMap(({ sample }) => sample).sort(byTime)),
    evaluated: parts.reduce((sum, { evaluated }) => sum + evaluated, 0),
    rejected,
  };
}

/** From fastest to slowest, the strategies that need less memory than all before them. */
function frontOf(sorted: readonly EvaluatedStrategy[]): EvaluatedStrategy[] {
  let least = Number.POSITIVE_INFINITY;
  return sorted.filter(({ memory }) => {
    if (memory.total >= least) return false;
    least = memory.total;
    return true;
  });
}

/** The first of each cell. */
function sampleOf(sorted: readonly SampledStrategy[]): SampledStrategy[] {
  const cells = new Set<number>();
  return sorted.filter(({ memory, step }) => {
    const cell = cellOf(memory, step);
    if (cells.has(cell)) return false;
    cells.add(cell);
    return true;
  });
}
