import type { CommandId, Fence, NodeId, ReplicaId } from './ids.ts';
import type { Domain } from './topology.ts';

/** The result of diagnosing a failure. */
export interface Diagnosis {
  readonly cause: string;
  /** Nodes that must be repaired; empty if restarting is enough. */
  readonly nodes: readonly NodeId[];
}

/** What an engine has of one run; the fence is that of the newest order it accepted. */
export interface Gang extends Fence {
  readonly nodes: readonly NodeId[];
  /** Health of the attempt in the fence; `none` if no process of it is left or ever existed. */
  readonly health: 'none' | 'ok' | 'failed' | 'unknown';
  /** Replicas that the others train without. */
  readonly lost: readonly ReplicaId[];
}

/** About the fleet: true whichever run and attempt they were seen under. */
export type FleetEventBody =
  /** A node needs repair, whichever run uses it. */
  | { readonly kind: 'nodeFailed'; readonly node: NodeId; readonly cause: string }
  /** All nodes of a domain are out of reach until it is restored; the nodes themselves are not bad. */
  | { readonly kind: 'domainFailed'; readonly domain: Domain; readonly cause: string }
  | { readonly kind: 'domainRestored'; readonly domain: Domain }
  /** These nodes are needed for planned maintenance. */
  | { readonly kind: 'drainDue'; readonly nodes: readonly NodeId[]; readonly reason: string }
  /** Confirms `cordon`. */
  | { readonly kind: 'cordoned'; readonly node: NodeId }
  /**
   * The node is healthy. `answers` is the newest command about it that the engine had; absent if none asked
   * for it, as when a person repaired it.
   */
  | { readonly kind: 'repaired'; readonly node: NodeId; readonly answers?: CommandId }
  /** The node may be placed again; `answers` as in `repaired`. */
  | { readonly kind: 'uncordoned'; readonly node: NodeId; readonly answers?: CommandId }
  /** Confirms `warm`. */
  | { readonly kind: 'warmed'; readonly node: NodeId }
  | { readonly kind: 'sweepDue' }
  /** Answers `Engine.inventory`: everything the engine has, at one moment. */
  | {
      readonly kind: 'inventory';
      readonly gangs: readonly Gang[];
      /** Nodes known to need repair. */
      readonly broken: readonly NodeId[];
      /** Nodes that may not be placed. */
      readonly cordoned: readonly NodeId[];
      /** Domains out of reach. */
      readonly down: readonly Domain[];
    };

/** About one run, under the order that it answers. */
export type RunEventBody =
  /** The run is requested. `again`: one that is over begins anew, as a replica of a service that is scaled up. */
  | { readonly kind: 'requested'; readonly again?: boolean }
  /** The run is to end. `atOnce`: a start that is under way is not waited for, as of a server, which has nothing to save. */
  | { readonly kind: 'cancelled'; readonly atOnce?: boolean }
  /** The order `place` is done: the gang has its nodes. */
  | { readonly kind: 'placed' }
  /** The order `launch` is done: the attempt trains from a checkpoint that holds `work` us. */
  | { readonly kind: 'launched'; readonly work: number }
  /**
   * An attempt is healthy or failed, or its health is unknown. A failure may come with a diagnosis; `replica`
   * says that only this replica is lost and the others can go on without it.
   */
  | {
      readonly kind: 'observed';
      readonly health: 'ok' | 'failed' | 'unknown';
      readonly diagnosis?: Diagnosis;
      readonly replica?: ReplicaId;
    }
  /** Answers `diagnose`. */
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis }
  /** A new complete and durable checkpoint, which holds `work` us of training. */
  | { readonly kind: 'checkpointed'; readonly work: number }
  /** The order `save` is done; `work` as in `checkpointed`. */
  | { readonly kind: 'saved'; readonly work: number }
  /** The order `release` is done: the run no longer holds any nodes. */
  | { readonly kind: 'released' }
  /** The order `stop` is done: no process of the attempt is left. */
  | { readonly kind: 'stopped' }
  /** A planned maintenance window should begin as soon as possible. */
  | { readonly kind: 'maintenanceDue' }
  /** The order `maintain` is done. */
  | { readonly kind: 'maintained' }
  /** A person wants the run stopped and started again, with other code or data. `atOnce`: as of `cancelled`. */
  | { readonly kind: 'restartDue'; readonly reason: string; readonly atOnce?: boolean }
  /** Steps take `slowdown` times as long as they should because of these nodes; 1 once that is over. */
  | { readonly kind: 'slowed'; readonly slowdown: number; readonly nodes: readonly NodeId[] }
  /** The model was found corrupted: checkpoints with more than `cleanWork` us of training are bad. */
  | { readonly kind: 'corrupted'; readonly cleanWork: number; readonly diagnosis: Diagnosis }
  /** The command `shrink` is done: the other replicas train again. */
  | { readonly kind: 'shrunk'; readonly replica: ReplicaId; readonly answers: CommandId }
  /** Answers `diagnoseReplica`. */
  | {
      readonly kind: 'replicaDiagnosed';
      readonly replica: ReplicaId;
      readonly answers: CommandId;
      readonly diagnosis: Diagnosis;
    }
  /** The command `rejoin` is done: the replica trains again. */
  | { readonly kind: 'rejoined'; readonly replica: ReplicaId; readonly answers: CommandId }
  /** A timer set by `setTimer` went off. */
  | { readonly kind: 'timer'; readonly timer: TimerName }
  /** The attempt has done all its work and saved it. */
  | { readonly kind: 'finished' };

/** Timers of a run. */
export const TIMERS = ['confirm', 'probe', 'watch', 'diagnosis', 'straggler', 'grow'] as const;
export type TimerName = (typeof TIMERS)[number];

/** `at`: when it happened, us since the journal's start; never less than that of an earlier event. */
export type SupervisorEvent = { readonly at: number } & (FleetEventBody | (Fence & RunEventBody));
export type EventBody = FleetEventBody | RunEventBody;
export type EventKind = EventBody['kind'];

export type EventOf<Kind extends EventKind> = Extract<SupervisorEvent, { kind: Kind }>;
