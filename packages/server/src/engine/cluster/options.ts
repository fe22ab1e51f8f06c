import type { EngineOptions } from '../gang/options.ts';
import type { Scheduler } from './scheduler.ts';

export interface ClusterEngineOptions extends EngineOptions {
  /** Opened with the prefix that `jobPrefixOf(shared)` gives; the engine closes it. */
  readonly scheduler: Scheduler;
  /**
   * A folder of this engine alone, an absolute path under which the control plane and all nodes see the same
   * folder. Created when it is absent; what ranks print, say and are told goes through it.
   */
  readonly shared: string;
  /** GPUs that each node is asked for; 0 for none. */
  readonly gpusPerNode: number;
  /** How often what is in the shared folder is looked at; only tests change it. */
  readonly pace?: Pace | undefined;
}

export interface Pace {
  /** ms between two looks of the control plane. */
  readonly tick: number;
  /** s between two looks of a rank for orders. */
  readonly orders: number;
  /** ms that a job that is over is waited for to show in the folder how its ranks ended. */
  readonly grace: number;
}

/** A file system that many nodes share takes seconds to show to one what another wrote. */
export const PACE: Pace = { tick: 500, orders: 1, grace: 5000 };

/** B of one variable of an environment, its name included: what Linux takes at most. */
export const LONGEST_VARIABLE = 131_072;
