import type { Bytes, Seconds } from '@gigafactory/core/base';
import type { Micros, RunId, RunSpec } from '@gigafactory/core/protocol';

/** How the standard output of a program is read. */
export type ProgressFormat = 'lines' | 'megatron' | 'torchtitan';

/** The program that each rank runs. It is started directly, never through a shell. */
export interface EngineProgram {
  /** The resolved program, an absolute path, and its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Its whole environment, before what the contract adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** More of it, which is never written down and in no command line; `environment` comes before it. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Where it is started, an absolute path. */
  readonly cwd: string;
  readonly progress: ProgressFormat;
}

/** Limits of each rank; one that a cluster cannot enforce it refuses before anything is started. */
export interface RankLimits {
  /** Resident memory of a rank and its children, B; a rank beyond it is killed. */
  readonly memoryPerRank?: Bytes | undefined;
  /** Processors that a rank may use; Linux only. */
  readonly cpusPerRank?: number | undefined;
}

/** Which checkpoints are kept. */
export interface KeepRule {
  /** The newest ones, at least 1. */
  readonly last: number;
  /** Of the others, every nth by order of step; none by default. */
  readonly every?: number | undefined;
}

/** What a run that serves is watched by. */
export interface ServeOptions {
  /** By which clients ask for its model. */
  readonly model: string;
  /** Until its first healthy answer. */
  readonly startWithin: Seconds;
  /** So long unhealthy, it has failed. */
  readonly unhealthyAfter: Seconds;
  /** Running requests have so long to end once it takes no more. */
  readonly drainWithin: Seconds;
  /** Between two looks, and how long an answer may take; 2 s and 5 s by default. Only tests say otherwise. */
  readonly lookEvery?: Seconds | undefined;
  readonly answerWithin?: Seconds | undefined;
}

/** One run of an engine. */
export interface EngineRun extends Pick<RunSpec, 'run' | 'replicas' | 'nodesPerReplica'> {
  readonly run: RunId;
  readonly ranksPerNode: number;
  readonly recovery: RunSpec['policy']['recovery'];
  /** After this long without progress the health of an attempt is unknown. */
  readonly hangTimeout: Seconds;
  /** The planned time of a step, whole us: `work` of a message is steps times this. */
  readonly stepTime: Micros;
  readonly totalSteps: number;
  readonly program: EngineProgram;
  /** Absolute path of `job.json`. */
  readonly job: string;
  /** Folder of the checkpoints, an absolute path; created when it is absent. */
  readonly checkpoints: string;
  readonly keep: KeepRule;
  readonly limits: RankLimits;
  /** Where its logs are, in `logs/`; the engine's folder when left out. */
  readonly folder?: string | undefined;
  /** It is a server: its ranks say no steps, but answer at the address of the first. */
  readonly serve?: ServeOptions | undefined;
}

/** The time of an engine, us since the journal's start; it never goes back, and goes on across restarts. */
export interface EngineClock {
  readonly now: Micros;
  /** Calls back after so many us; the returned function prevents it. */
  after(delay: Micros, act: () => void): () => void;
}

/** Size and number of the log files of a rank. */
export interface LogLimits {
  readonly bytes: Bytes;
  readonly files: number;
}

export interface EngineOptions {
  /**
   * Folder of the engine, an absolute path, created with mode 0700: `engine.json`, `logs/<run>/rank-<n>.log`
   * and what its cluster keeps. One engine at a time may use it.
   */
  readonly folder: string;
  /** Names of the nodes; a node's id is its index here. */
  readonly nodes: readonly string[];
  readonly runs: readonly EngineRun[];
  readonly clock: EngineClock;
  /** By default 100 MB and 10 files a rank. */
  readonly logs?: LogLimits | undefined;
}

/** 100 MB and 10 files a rank. */
export const LOG_LIMITS: LogLimits = { bytes: 100e6, files: 10 };
