import type { StackFeatures } from '../../facts/index.ts';
import type { TrainingJob } from '../../model/index.ts';

/** Training engines whose launch arguments are known. */
export const LAUNCH_ENGINES = ['megatron', 'torchtitan'] as const;

export type LaunchEngine = (typeof LAUNCH_ENGINES)[number];

/** What a launch needs to know of a run besides its strategy. */
export interface LaunchJob
  extends Pick<TrainingJob, 'model' | 'precision' | 'gpus' | 'globalBatch' | 'sequenceLength'> {
  /** What the plan expects the software to do. */
  readonly stack: StackFeatures;
  readonly hardware: Pick<TrainingJob['hardware'], 'nvlinkDomain'>;
  /** Name of the run, for the script's title. */
  readonly run: string;
  /** GPUs per node. */
  readonly gpusPerNode: number;
  /** Optimizer steps of the whole run. */
  readonly steps: number;
}

/** How to start a run in an engine: a bash script to run on every node, and what it does not express. */
export interface LaunchScript {
  readonly engine: LaunchEngine;
  /** The script, which includes the warnings as comments. */
  readonly script: string;
  /** What the engine cannot express, or what was assumed because the plan does not know it. */
  readonly warnings: readonly string[];
}

/** A part of a strategy as an engine takes it: its settings, and what they do not express. */
export interface Expressed<Setting> {
  readonly settings: readonly Setting[];
  readonly warnings: readonly string[];
}
