import type { StrategyColumns } from '../model/index.ts';
import type { MemoryPlan, StepPlan, StrategyPlan } from './plan.ts';

/** One way to split a run, evaluated. */
export interface Candidate {
  readonly strategy: StrategyPlan;
  /** s. */
  readonly stepTime: number;
  readonly mfu: number;
  /** On the fullest GPU. */
  readonly memory: MemoryPlan;
  readonly step: StepPlan;
  /** No other candidate is both faster and smaller. */
  readonly pareto: boolean;
  /** What of its time lies beyond everything measured, in words. */
  readonly extrapolated: readonly string[];
}

/** The outcome of a strategy search. */
export interface CandidateReport {
  readonly run: string;
  readonly best: Candidate;
  /** Best first. */
  readonly top: readonly Candidate[];
  /** The Pareto front of memory and step time, fastest first. */
  readonly front: readonly Candidate[];
  /**
   * Candidates that fit, spread over memory (B) and step time (s), at the same index, for a scatter: a
   * search may find a million, of which near ones look the same.
   */
  readonly points: {
    readonly memory: readonly number[];
    readonly stepTime: readonly number[];
    readonly strategy: StrategyColumns;
  };
  /** Candidates evaluated to a step time. */
  readonly evaluated: number;
  /** Candidates turned away before that, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly capacity: number;
}
