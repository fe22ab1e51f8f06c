import type {
  AttemptId,
  CommandId,
  Epoch,
  NodeId,
  ReplicaId,
  RunId,
} from '@gigafactory/core/protocol';
import type { ProcessIdentity } from '../../process/processes.ts';
import type { EngineClock, EngineProgram, RankLimits } from './options.ts';
import type { Saying } from './progress/format.ts';
import type { NodeStatus, RankEnd } from './telemetry.ts';

/* What an engine needs of whatever starts its ranks: agents on this machine, a scheduler of a site. */

/** Under which order something is asked: what is older than what was asked before must not be done. */
export interface OrderMark {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  readonly command: CommandId;
}

/** Where a rank listens for the others. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A rank and its place. */
export interface Seat {
  readonly rank: number;
  readonly replica: ReplicaId;
  readonly node: NodeId;
  /** Its number among the ranks of its node. */
  readonly localRank: number;
}

/** A rank to start. */
export interface SeatOrder extends Seat {
  /** What it is told besides what all are told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of its log file. */
  readonly log: string;
}

export interface StartOrder extends OrderMark {
  readonly program: EngineProgram;
  /** What all of these ranks are told, the program's own environment included. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same, and never to be written down. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether they hear of their members on their standard input. */
  readonly hearsMembers: boolean;
  readonly limits: RankLimits;
  readonly seats: readonly SeatOrder[];
}

/** What came of an order, with sentences for people about what could not be done. */
export interface Outcome {
  readonly isDone: boolean;
  readonly notes: readonly string[];
}

/** What is known of a rank. */
export interface RankReport {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly rank: number;
  /** The command that started it: a rank of a replica that rejoins is started again. */
  readonly command: CommandId;
  readonly process: ProcessIdentity | undefined;
  readonly end: RankEnd | undefined;
  /** When it ended, us of a clock that all ranks of the attempt share. */
  readonly endedAt: number | undefined;
  readonly startStep: number | undefined;
  readonly step: number | undefined;
  readonly generation: number;
  /** Whether someone has stopped it (SIGSTOP, a debugger). */
  readonly isStopped: boolean;
  /** Processor time so far, s; undefined where it is not known. */
  readonly cpuTime: number | undefined;
}

/** Something a rank said, or its end. */
export type RankNews = Pick<RankReport, 'run' | 'attempt' | 'rank' | 'command'> &
  (Saying | { readonly kind: 'ended'; readonly end: RankEnd; readonly endedAt: number });

/** A node as its cluster knows it. */
export interface ClusterNode {
  readonly id: NodeId;
  readonly name: string;
  /** It needs repair. */
  readonly isBroken: boolean;
  /** Nothing may be placed on it. */
  readonly isCordoned: boolean;
  /** Whether no rank can be alive on it, for sure. */
  readonly isOff: boolean;
  status(): NodeStatus;
}

/** What a cluster wrote down for the one after it, as JSON. */
export interface SavedCluster {
  readonly broken: readonly NodeId[];
  readonly cordoned: readonly NodeId[];
  /** Whatever else the cluster needs; only it knows what. */
  readonly cluster?: unknown;
}

/** The attempt that an engine knows of each run. */
export type KnownAttempts = ReadonlyMap<RunId, AttemptId | undefined>;

/** Whom a cluster tells what happens. */
export interface ClusterHost {
  readonly clock: EngineClock;
  hear(news: RankNews): void;
  learn(reports: readonly RankReport[]): void;
  /** A node needs repair, and its ranks are lost. */
  nodeFailed(node: NodeId, cause: string): void;
  /** A person wants these nodes for something else, while the engine may use them. */
  drainDue(nodes: readonly NodeId[], reason: string): void;
  /** A node whose repair was ordered, and was not done then, is well. */
  nodeRepaired(node: NodeId): void;
  /** A person or the site has repaired a node, or given it back; nobody had ordered it. */
  nodeRestored(node: NodeId): void;
  /** The state of a node is another. */
  nodeChanged(node: NodeId): void;
  /** What `snapshot` returns is another, and must be on disk before this returns. */
  write(): void;
  /** A sentence for people. */
  note(run: RunId, text: string): void;
}

/** Starts and ends ranks. It decides nothing and never throws; ids of nodes are indices of `nodes`. */
export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  /** Takes over what an earlier one wrote down; to be called before `attach`. */
  restore(saved: SavedCluster): void;
  snapshot(): SavedCluster;
  /** Finds what an earlier engine left, and ends what belongs to none of these attempts. */
  attach(known: KnownAttempts): Promise<void>;
  /** Gets nodes ready for ranks; false if one is not to be had, which the host is told if it needs repair. */
  raise(nodes: readonly NodeId[]): Promise<boolean>;
  /** Where these ranks will listen if they are started under this mark, in their order. */
  addresses(mark: OrderMark, seats: readonly Seat[]): Promise<readonly Address[]>;
  /** Starts ranks; asked again under the same mark, it starts those that were not. */
  start(order: StartOrder): Promise<Outcome>;
  /** Kills these ranks, or all of the run on these nodes; done once none of them is left, for sure. */
  end(mark: OrderMark, nodes: readonly NodeId[], ranks?: ReadonlySet<number>): Promise<Outcome>;
  /** Tells the ranks of the run on these nodes to save and leave. */
  tellToSave(mark: OrderMark, nodes: readonly NodeId[]): Promise<void>;
  /** Gives the ranks of the run on these nodes a line on their standard input; false if one may not get it. */
  tellMembers(
    mark: OrderMark,
    nodes: readonly NodeId[],
    line: { readonly generation: number; readonly text: string },
  ): Promise<boolean>;
  /**
   * Tells the host what is known of the ranks on these nodes now; false if that may not be all.
   *
   * @param isInDoubt whether their processor time is wanted, which may take some seconds
   */
  look(run: RunId, nodes: readonly NodeId[], isInDoubt: boolean): Promise<boolean>;
  /** A node is bad although nothing else says so. */
  blame(node: NodeId): void;
  /** Keeps a node from being placed; false if that could not be done, or was overtaken. */
  cordon(node: NodeId): Promise<boolean>;
  uncordon(node: NodeId): Promise<boolean>;
  /** Cordons a node and has it repaired; true if it is well, and the host is told once it is if not. */
  repair(node: NodeId): Promise<boolean>;
  /** Gives up what free nodes hold. */
  dismiss(nodes: readonly NodeId[]): Promise<void>;
  close(): void;
}
