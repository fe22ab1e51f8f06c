import type { Estimate, Standing } from '../../twin/index.ts';

/** What makes a policy better than another. */
export const OBJECTIVES = ['ettr', 'cost'] as const;
/** Largest ETTR, or least cost of a useful GPU-hour: what all nodes of the fleet cost, spares too. */
export type Objective = (typeof OBJECTIVES)[number];

/** How a policy differs from another on the lives that both lived: the first less the second. */
export interface PolicyDifference {
  /** In the unit of the objective: dimensionless, or USD per GPU and s. */
  readonly mean: number;
  /** 95 % confidence interval of the mean, on its own. */
  readonly ci95: readonly [number, number];
  /** P-value, corrected for all pairs compared and all looks taken. */
  readonly p: number;
}

export interface LivedPolicy {
  /** What was set, by dimension, in words. */
  readonly settings: Readonly<Record<string, string>>;
  /** The edits of the file that set it; none for the file's own policy. */
  readonly edits: Readonly<Record<string, string>>;
  readonly isFile: boolean;
  readonly lives: number;
  readonly ettr: Estimate;
  /** USD per GPU and s of useful training; absent when a life made no progress, or no money is planned. */
  readonly cost?: Estimate;
  readonly standing: Standing;
  /** From the best. */
  readonly difference: PolicyDifference;
}

/** What a search over policies found. */
export interface PolicyReport {
  readonly run: string;
  readonly seed: number;
  /** s. */
  readonly horizon: number;
  readonly over: readonly string[];
  readonly objective: Objective;
  /** Of each policy that stayed to the end. */
  readonly lives: number;
  /** Of all policies together. */
  readonly livesInAll: number;
  /** The best first, then those that cannot be told from it, then the worse. */
  readonly policies: readonly LivedPolicy[];
  /** Whether the best is significantly better than the file's own policy. */
  readonly beatsFile: boolean;
  /** How many cannot be told from the best. */
  readonly alike: number;
}
