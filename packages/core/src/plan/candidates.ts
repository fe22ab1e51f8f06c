import type { KernelStanding } from '../facts/index.ts';
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
  /** The parts of its time that lie beyond everything measured, in words. */
  readonly extrapolated: readonly string[];
}

/** The outcome of a strategy search. */
export interface CandidateReport {
  readonly run: string;
  /** What the kernels of its GPU rest on; with scaled kernels the order of strategies is in doubt. */
  readonly kernels: KernelStanding;
  /** What was borrowed or scaled from another GPU, in words. */
  readonly warnings: readonly string[];
  readonly best: Candidate;
  /** Best first. */
  readonly top: readonly Candidate[];
  /** The Pareto front of memory and step time, fastest first. */
  readonly front: readonly Candidate[];
  /**
   * Candidates that fit, with memory (B) and step time (s) at the same index, spread out for a scatter plot:
   * a search may find a million, and those near each other look the same.
   */
  readonly points: {
    readonly memory: readonly number[];
    readonly stepTime: readonly number[];
    readonly strategy: StrategyColumns;
  };
  /** Candidates evaluated to a step time. */
  readonly evaluated: number;
  /** Candidates rejected before that, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly capacity: number;
}
