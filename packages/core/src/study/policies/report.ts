import type { KernelStanding } from '../../facts/index.ts';
import type { Estimate, Standing } from '../../twin/index.ts';

/** What makes a policy better than another. */
export const OBJECTIVES = ['ettr', 'cost'] as const;
/** Largest ETTR, or least cost of a useful GPU-hour, counting all nodes of the fleet including spares. */
export type Objective = (typeof OBJECTIVES)[number];

/** How a policy differs from another on the lives they share: the first less the second. */
export interface PolicyDifference {
  /** In the unit of the objective: dimensionless, or USD per GPU and s. */
  readonly mean: number;
  /** 95 % confidence interval of the mean, not corrected for other comparisons. */
  readonly ci95: readonly [number, number];
  /** P-value, corrected for all pairs compared and all rounds. */
  readonly p: number;
}

export interface LivedPolicy {
  /** The settings by dimension, in words. */
  readonly settings: Readonly<Record<string, string>>;
  /** The edits of the file that make this policy; none for the file's own. */
  readonly edits: Readonly<Record<string, string>>;
  readonly isFile: boolean;
  readonly lives: number;
  readonly ettr: Estimate;
  /** USD per GPU and s of useful training; absent if a life made no progress or no money is planned. */
  readonly cost?: Estimate;
  readonly standing: Standing;
  /** Its difference from the best. */
  readonly difference: PolicyDifference;
}

/** What a search over policies found. */
export interface PolicyReport {
  readonly run: string;
  /** What the kernels of its GPU rest on: the step time that every policy shares. */
  readonly kernels: KernelStanding;
  readonly seed: number;
  /** s. */
  readonly horizon: number;
  readonly over: readonly string[];
  readonly objective: Objective;
  /** Lives of each policy that stayed to the end. */
  readonly lives: number;
  /** Lives of all policies together. */
  readonly livesInAll: number;
  /** The best first, then those not significantly different from it, then the worse. */
  readonly policies: readonly LivedPolicy[];
  /** Whether the best is significantly better than the file's own policy. */
  readonly beatsFile: boolean;
  /** How many are not significantly different from the best. */
  readonly alike: number;
}
