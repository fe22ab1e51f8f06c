/** A mean over replicas with its 95 % confidence interval, and the spread between replicas. */
export interface Estimate {
  readonly mean: number;
  /** Of the mean (Student t over replicas). */
  readonly ci95: readonly [number, number];
  readonly sd: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Why a second of the run was not spent on new training steps. */
export type LossCause =
  | 'detect'
  | 'waitForNodes'
  | 'restart'
  | 'rework'
  | 'checkpoint'
  | 'maintenance';

/** Many lives of one run (Monte Carlo). Times in s. */
export interface TwinResult {
  readonly run: string;
  readonly seed: number;
  /** Virtual time lived by each replica, s. */
  readonly horizon: number;
  readonly replicas: number;
  readonly interruptions: {
    readonly unexpected: Estimate;
    readonly planned: Estimate;
    /** Mean count by cause. */
    readonly byCause: Readonly<Record<string, number>>;
  };
  /** Effective training time ratio: useful training time over wall time. */
  readonly ettr: Estimate;
  /** s lost per replica, by cause. */
  readonly lost: Readonly<Record<LossCause, Estimate>>;
  /**
   * When the run would end at this pace, s after its start. Absent where a life came to no useful time:
   * at its pace the run never ends, and a mean over the others would be too good.
   */
  readonly duration?: Estimate;
  /** Replicas whose run finished, was given up by the supervisor, or still ran at the horizon. */
  readonly outcomes: {
    readonly finished: number;
    readonly failed: number;
    readonly running: number;
  };
  readonly events: number;
  /** 16 hex digits over every event of every replica: equal digests mean equal lives. */
  readonly digest: string;
}

export type TwinEventKind =
  | 'start'
  | 'failure'
  | 'detected'
  | 'cordoned'
  | 'placed'
  | 'restarted'
  | 'checkpoint'
  | 'maintenance'
  | 'waiting'
  | 'repaired'
  | 'end';

/** One thing that happened in one life. */
export interface TwinEvent {
  /** s after the run's start. */
  readonly time: number;
  readonly kind: TwinEventKind;
  /** The node that it is about, if any. */
  readonly node?: number;
  /** The nodes that join the gang, when some are placed. */
  readonly nodes?: readonly number[];
  /** Failure cause (a name of the failure profile). */
  readonly cause?: string;
  /** The supervisor's reason or what happened, in words. */
  readonly text: string;
}

/** One life in full, for playback. */
export interface TwinTrace {
  readonly run: string;
  readonly seed: number;
  readonly horizon: number;
  readonly nodes: number;
  readonly gpusPerNode: number;
  /** Nodes of the gang at time 0: 0 .. gangNodes-1; the others are spare or idle. */
  readonly gangNodes: number;
  readonly events: readonly TwinEvent[];
  /** Evenly spaced: cumulative useful time and cumulative loss by cause, s. */
  readonly samples: {
    readonly time: readonly number[];
    readonly useful: readonly number[];
    readonly lost: Readonly<Record<LossCause, readonly number[]>>;
  };
  readonly digest: string;
}
