import type { Bytes, Seconds } from '@gigafactory/core/base';
import type {
  AttemptId,
  Engine,
  Epoch,
  Micros,
  NodeId,
  ReplicaId,
  RunId,
} from '@gigafactory/core/protocol';
import type { ProcessIdentity } from '../../process/processes.ts';

/** What is asked of a server, as its metrics say; null where they do not. */
export interface ServerLoad {
  readonly queue: number | null;
  readonly running: number | null;
  /** Of the KV cache, 0 to 1. */
  readonly kvUse: number | null;
  /** Over the last minute, s. */
  readonly ttft: { readonly mean: Seconds; readonly p95: Seconds | null } | null;
  readonly tokenTime: { readonly mean: Seconds; readonly p95: Seconds | null } | null;
  readonly tokensPerSecond: number | null;
}

/** How a rank ended. */
export interface RankEnd {
  /** Undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /**
   * `memory` if it was killed for exceeding its limit, `start` if it could not be started, `node` if its node
   * was lost, `job` if the scheduler ended its job.
   */
  readonly why: 'exit' | 'memory' | 'start' | 'node' | 'job';
  /** What happened, where there is more to say than code and signal; of `node` and `job`, the cause. */
  readonly detail?: string | undefined;
}

/** One rank of an attempt, at one moment. */
export interface RankStatus {
  readonly rank: number;
  readonly replica: ReplicaId;
  readonly node: NodeId;
  /** Undefined before it was started. */
  readonly process: ProcessIdentity | undefined;
  readonly state: 'starting' | 'training' | 'ended';
  readonly end: RankEnd | undefined;
}

/** One node, with its agent if it has one. */
export interface NodeStatus {
  readonly node: NodeId;
  readonly name: string;
  readonly agent: ProcessIdentity | undefined;
  readonly state: 'off' | 'up' | 'silent' | 'broken';
  readonly isCordoned: boolean;
}

/** A checkpoint on disk. */
export interface CheckpointStatus {
  readonly path: string;
  readonly step: number;
  /** us of training that it holds. */
  readonly work: Micros;
  readonly bytes: Bytes;
  /** Unchecked until something has to start from it. */
  readonly state: 'unchecked' | 'readable' | 'corrupt';
}

/** Everything the engine knows of a run at one moment, for pages and commands. */
export interface RunStatus {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  readonly phase: 'none' | 'starting' | 'training' | 'saving' | 'saved' | 'done' | 'failed';
  /** The step that the attempt has reached; undefined before its first. */
  readonly step: number | undefined;
  readonly ranks: readonly RankStatus[];
  /** Replicas that the others train without. */
  readonly lost: readonly ReplicaId[];
  /** Oldest first. */
  readonly checkpoints: readonly CheckpointStatus[];
  /** Log file of each rank so far, in order of rank; older parts end in `.1`, `.2` and so on. */
  readonly logs: readonly { readonly rank: number; readonly path: string }[];
}

/** A server as it was seen last. */
export interface ServerSight {
  readonly state: 'starting' | 'ready' | 'unhealthy' | 'draining';
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  /** Why it is not ready; empty if it is. */
  readonly why: string;
  readonly load: ServerLoad;
}

/** What happened besides the events of the protocol; `at` is us since the journal's start. */
export type Telemetry = {
  readonly at: Micros;
  readonly run: RunId;
  readonly attempt: AttemptId;
} & (
  | {
      /** One step; after a restart of the control plane the last ones may come again. */
      readonly kind: 'progress';
      readonly step: number;
      readonly loss: number | undefined;
      /** Tokens trained since step 0. */
      readonly tokens: number | undefined;
    }
  | {
      readonly kind: 'started';
      /** The step from which the attempt trains, and the checkpoint that it read. */
      readonly step: number;
      readonly from: string | undefined;
      /** s from the order to launch until it trained. */
      readonly took: Seconds;
      /** s since the last step before, if there was one: how long the run stood still. */
      readonly stalled: Seconds | undefined;
    }
  | { readonly kind: 'checkpoint'; readonly path: string; readonly step: number }
  | { readonly kind: 'passedOver'; readonly path: string; readonly why: string }
  | { readonly kind: 'pruned'; readonly path: string; readonly step: number }
  | {
      /** The members changed, and all of them train again after standing still for `stalled` s. */
      readonly kind: 'members';
      readonly generation: number;
      readonly replicas: readonly ReplicaId[];
      readonly stalled: Seconds;
    }
  | { readonly kind: 'rank'; readonly rank: RankStatus }
  /** A look at a server. */
  | ({ readonly kind: 'serving' } & ServerSight)
  /** A sentence: from a rank, or from the engine where `rank` is undefined. */
  | { readonly kind: 'note'; readonly rank: number | undefined; readonly text: string }
);

/** A node's state is another. */
export interface NodeTelemetry {
  readonly at: Micros;
  readonly kind: 'node';
  readonly status: NodeStatus;
}

export type EngineTelemetry = Telemetry | NodeTelemetry;

/** An engine that runs real programs on real nodes. */
export interface RealEngine extends Engine {
  /** Calls the listener with all telemetry from now on, until the returned function is called. */
  watch(listener: (telemetry: EngineTelemetry) => void): () => void;
  /** Throws a RangeError for a run that the engine does not have. */
  status(run: RunId): RunStatus;
  nodes(): readonly NodeStatus[];
  /**
   * Resolves once what a former engine left running is found again or known to be gone. Orders and `inventory`
   * wait for it by themselves.
   */
  readonly attached: Promise<void>;
  /** Gives up what free nodes hold; resolves once that is done. For the end of a run whose nodes nobody needs. */
  dismiss(): Promise<void>;
}
