import { mean, median } from '../../base/index.ts';
import type { StepGraph } from './graph.ts';
import { replayStep } from './replay-step.ts';
import { OPERATION_KINDS, type OperationKind } from './shape.ts';

/** Kinds that compute; the others communicate. */
const COMPUTING: readonly OperationKind[] = ['forward', 'backward', 'optimizer'];

/** The cost of stragglers over some steps. */
export interface StragglerCost {
  /** Time of each step with its actual durations, s. */
  readonly times: readonly number[];
  /** Time of a step in which every operation takes its ideal time, s. */
  readonly idealTime: number;
  /** Mean of `times` over `idealTime`: S of Lin et al. 2025 (arXiv:2505.05713), equation 1. */
  readonly slowdown: number;
}

/** Replays steps as they were and as they would be without stragglers. At least one step. */
export function stragglerCost(graph: StepGraph, steps: readonly Float64Array[]): StragglerCost {
  const times = steps.map((durations) => replayStep(graph, durations));
  const idealTime = replayStep(graph, idealDurations(graph, steps));
  return { times, idealTime, slowdown: mean(times) / idealTime };
}

/**
 * Slowdown caused by some operations alone: those in `kept` take their actual time, all others the ideal one
 * (Lin et al. 2025, equations 2 and 4). `kept` is a mask by number of operation.
 */
export function slowdownBy(
  graph: StepGraph,
  steps: readonly Float64Array[],
  kept: Uint8Array,
): number {
  const ideal = idealDurations(graph, steps);
  const mixed = new Float64Array(ideal.length);
  const times = steps.map((durations) => {
    for (let i = 0; i < mixed.length; i++) mixed[i] = kept[i] ? durations[i]! : ideal[i]!;
    return replayStep(graph, mixed);
  });
  return mean(times) / replayStep(graph, ideal);
}

/**
 * The time of each operation without stragglers, s, from all operations of its kind on all workers in all
 * steps: the mean if it computes, because work can be balanced; otherwise the median, because a few long
 * delays do not characterise a link (as in `analysis_util.py` of the artifact of Lin et al. 2025).
 */
export function idealDurations(graph: StepGraph, steps: readonly Float64Array[]): Float64Array {
  const byKind = new Map<OperationKind, number[]>(OPERATION_KINDS.map((kind) => [kind, []]));
  graph.operations.forEach((operation, { kind }) => {
    byKind.get(kind)!.push(operation);
  });
  const ideal = new Float64Array(graph.operations.count);
  for (const [kind, operations] of byKind) {
    const all = Float64Array.from(steps.flatMap((step) => operations.map((i) => step[i]!)));
    // The pipeline may be too short to have operations of a kind.
    if (all.length === 0) continue;
    const value = COMPUTING.includes(kind) ? mean(all) : median(all);
    for (const operation of operations) ideal[operation] = value;
  }
  return ideal;
}
