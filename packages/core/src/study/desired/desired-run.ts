import type { Seconds } from '../../base/index.ts';
import type { JournalStart } from '../../control/journal/index.ts';
import type { SupervisorConfig } from '../../control/protocol/index.ts';
import type { FactoryProgram } from '../../factory/index.ts';
import type { Architecture } from '../../model/index.ts';
import type { StepTimeRange, StrategyPlan } from '../../plan/index.ts';
import type { DesiredEngine } from './desired-engine.ts';

/** A run as it is to be run for real: what is started, who watches over it, and what is expected of it. */
export interface DesiredRun {
  readonly name: string;
  readonly supervisor: SupervisorConfig;
  /** The first line of its journal; see `headerLine`. */
  readonly journalStart: JournalStart;
  /** Training time that it needs, as planned, s: steps times step time. */
  readonly work: Seconds;
  /** Planned, s, in whole microseconds: what a step counts as in `work`. */
  readonly stepTime: Seconds;
  /** Optimizer steps. */
  readonly steps: number;
  readonly job: ProgramJob;
  readonly program: DesiredProgram;
  readonly engine: DesiredEngine;
  readonly prediction: RunPrediction;
}

/** What a training program is told about its run: `job.json`, under the names of the factory file. */
export interface ProgramJob {
  readonly format: 'gigafactory-job';
  readonly version: 1;
  readonly run: string;
  readonly model: Architecture & {
    /** Whether input and output embedding are one matrix. */
    readonly tied: boolean;
  };
  /** How the ranks share the model and the batch. */
  readonly strategy: Readonly<Pick<StrategyPlan, 'tp' | 'pp' | 'cp' | 'ep' | 'dp'>>;
  /** Tokens of a sequence. */
  readonly sequenceLength: number;
  /** Sequences of an optimizer step, and of a micro-batch. */
  readonly globalBatch: number;
  readonly microBatch: number;
  readonly steps: number;
  readonly seed: number;
  /** Planned, s. */
  readonly stepTime: Seconds;
}

export interface DesiredProgram
  extends Pick<FactoryProgram, 'command' | 'environment' | 'environmentFrom' | 'progress'> {
  /** Folder of its checkpoints; absent: one that belongs to the run. */
  readonly checkpoints?: string;
}

/** What the plan expects of the run, to compare with. */
export interface RunPrediction {
  readonly stepTime: Seconds;
  readonly stepTimeRange: StepTimeRange;
  /** Of the fullest rank, B. */
  readonly memory: number;
  /** Without any interruption, and with those that the file expects, s. */
  readonly idealDuration: Seconds;
  readonly duration: Seconds;
  /** Useful training time over wall time. */
  readonly goodput: number;
  readonly tokensPerSecond: number;
  /** Training time between checkpoints, s. */
  readonly checkpointInterval: Seconds;
}
