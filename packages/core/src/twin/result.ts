import type { DomainKind } from '../control/protocol/index.ts';
import type { NodeRows } from './replica-map.ts';

/** A mean over lives with its 95 % confidence interval, and the spread between lives. */
export interface Estimate {
  readonly mean: number;
  /** Of the mean (Student t over lives). */
  readonly ci95: readonly [number, number];
  readonly sd: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Why a second of the run was not spent on new training steps at full speed. */
export const LOSS_CAUSES = [
  'detect',
  'waitForNodes',
  'restart',
  'rework',
  'checkpoint',
  'maintenance',
  'straggle',
  'shrunk',
] as const;
export type LossCause = (typeof LOSS_CAUSES)[number];

/** The result of one run over many lives. Times in s. */
export interface RunResult {
  readonly run: string;
  readonly kind: 'train' | 'serve';
  readonly nodes: number;
  readonly interruptions: {
    readonly unexpected: Estimate;
    readonly planned: Estimate;
    /** Mean count by cause. */
    readonly byCause: Readonly<Record<string, number>>;
  };
  /** How long it was lived, s: to its end, or to the horizon. Counts and losses are of this time. */
  readonly lived: Estimate;
  /** Effective training time ratio: useful training time over wall time; of a service, its availability. */
  readonly ettr: Estimate;
  /** s lost per life, by cause. */
  readonly lost: Readonly<Record<LossCause, Estimate>>;
  /**
   * When the run would end at this pace, s after its start. Absent if a life had no useful time: at its pace
   * the run never ends, and a mean over the other lives would be too optimistic.
   */
  readonly duration?: Estimate;
  /** Number of lives whose run finished, was given up by the supervisor, or was still running at the horizon. */
  readonly outcomes: {
    readonly finished: number;
    readonly failed: number;
    readonly running: number;
  };
  /** Share of the work done over time, and its spread over the lives; at most three times as long as the work. */
  readonly fan: {
    readonly time: readonly number[];
    readonly p10: readonly number[];
    readonly p50: readonly number[];
    readonly p90: readonly number[];
  };
}

/** The result of many lives (Monte Carlo): that of the first run, with those of the other runs beside it. */
export interface TwinResult extends RunResult {
  readonly seed: number;
  /** Virtual time of each life, s. */
  readonly horizon: number;
  readonly lives: number;
  readonly others: readonly RunResult[];
  /** Mean share of the fleet's node time: held by runs, free as spares, out of service. */
  readonly fleet: { readonly held: number; readonly spare: number; readonly out: number };
  readonly events: number;
  /** 16 hex digits over every event of every life: equal digests mean equal lives. */
  readonly digest: string;
}

export type TwinEventKind =
  | 'start'
  | 'failure'
  | 'detected'
  | 'cordoned'
  | 'placed'
  | 'restarted'
  | 'shrunk'
  | 'rejoining'
  | 'rejoined'
  | 'slowed'
  | 'rolledBack'
  | 'checkpoint'
  | 'maintenance'
  | 'preempted'
  | 'warmed'
  | 'waiting'
  | 'repaired'
  | 'released'
  | 'restored'
  /** What the control plane of a real run has to say. */
  | 'note'
  | 'end';

/** One thing that happened in one life. */
export interface TwinEvent {
  /** s after the start. */
  readonly time: number;
  readonly kind: TwinEventKind;
  /** The run it is about, if any. */
  readonly run?: string;
  /** The node it is about, if any. */
  readonly node?: number;
  /** The domain that failed or is restored. */
  readonly domain?: { readonly kind: DomainKind; readonly index: number };
  /** The nodes that join the gang or are made ready for it, and those that leave it. */
  readonly nodes?: readonly number[];
  readonly left?: readonly number[];
  /** Whether a failure ended a healthy attempt of the run, or a healthy replica of one. */
  readonly interrupts?: boolean;
  /** Whether the node needs repair; if not, restarting on it is enough. */
  readonly broken?: boolean;
  /** The replica that is lost, comes back, or is back. */
  readonly replica?: number;
  /**
   * When it is lost: nodes that are in it, and nodes that no longer are, beyond what earlier events said. A
   * node that is placed is in no replica until then; one that rejoins is in the replica that comes back.
   */
  readonly joined?: NodeRows;
  readonly parted?: NodeRows;
  /** Whether the run goes on working, or stays in its phase. */
  readonly goesOn?: boolean;
  /** Whether the run gives all its nodes back. */
  readonly releases?: boolean;
  /** Failure cause (a name of the failure profile). */
  readonly cause?: string;
  /** The supervisor's reason, or what happened, in words. */
  readonly text: string;
}

/** A run's books at evenly spaced times: cumulative useful time and loss by cause, s. */
export interface TraceSamples {
  readonly time: readonly number[];
  readonly useful: readonly number[];
  readonly lost: Readonly<Record<LossCause, readonly number[]>>;
}

/** One life in full, for playback. */
export interface TwinTrace {
  readonly seed: number;
  readonly horizon: number;
  readonly nodes: number;
  readonly gpusPerNode: number;
  /** Nodes per domain of each kind; every domain is a range of consecutive nodes. */
  readonly domainSize: Readonly<Record<DomainKind, number>>;
  readonly lemons: readonly number[];
  /** The first is the run that was asked for. All nodes are free at time 0. */
  readonly runs: readonly {
    readonly run: string;
    readonly kind: 'train' | 'serve';
    readonly nodes: number;
    readonly samples: TraceSamples;
  }[];
  readonly events: readonly TwinEvent[];
  readonly digest: string;
}

/** Whether lives end, on average, more than a hundredth before the time that was asked for. */
export function endsEarly({ lived, horizon }: TwinResult): boolean {
  return lived.mean < 0.99 * horizon;
}
