import type { CommandId, Fence, NodeId, ReplicaId } from './ids.ts';
import type { Domain } from './topology.ts';

/** What a look at the failure found. */
export interface Diagnosis {
  readonly cause: string;
  /** Nodes that must be repaired; empty when starting again is enough. */
  readonly nodes: readonly NodeId[];
}

/** What an engine has of one run; its fence is that of the newest order that it took. */
export interface Gang extends Fence {
  readonly nodes: readonly NodeId[];
  /** How the attempt of the fence is; none when no process of it is left, or was ever there. */
  readonly health: 'none' | 'ok' | 'failed' | 'unknown';
  /** Replicas that the others train without. */
  readonly lost: readonly ReplicaId[];
}

/** About the fleet: true whichever run and attempt it was seen under. */
export type FleetEventBody =
  /** A node needs repair, whichever run uses it. */
  | { readonly kind: 'nodeFailed'; readonly node: NodeId; readonly cause: string }
  /** All nodes of a domain are out of reach; they are well again once it is restored. */
  | { readonly kind: 'domainFailed'; readonly domain: Domain; readonly cause: string }
  | { readonly kind: 'domainRestored'; readonly domain: Domain }
  /** These nodes are wanted for planned work. */
  | { readonly kind: 'drainDue'; readonly nodes: readonly NodeId[]; readonly reason: string }
  /** Confirms `cordon`. */
  | { readonly kind: 'cordoned'; readonly node: NodeId }
  /**
   * The node is well. `answers` is the newest command about it that the engine had; absent when it
   * was not asked for, as when a person repaired it.
   */
  | { readonly kind: 'repaired'; readonly node: NodeId; readonly answers?: CommandId }
  /** The node may be placed again; `answers` as in `repaired`. */
  | { readonly kind: 'uncordoned'; readonly node: NodeId; readonly answers?: CommandId }
  /** Confirms `warm`. */
  | { readonly kind: 'warmed'; readonly node: NodeId }
  | { readonly kind: 'sweepDue' }
  /** Answers `Engine.inventory`: all that the engine has, at one moment. */
  | {
      readonly kind: 'inventory';
      readonly gangs: readonly Gang[];
      /** Nodes that are known to need repair. */
      readonly broken: readonly NodeId[];
      /** Nodes that may not be placed. */
      readonly cordoned: readonly NodeId[];
      /** Domains out of reach. */
      readonly down: readonly Domain[];
    };

/** About one run, under the order that it answers. */
export type RunEventBody =
  /** The run is wanted. */
  | { readonly kind: 'requested' }
  /** The run is to end. */
  | { readonly kind: 'cancelled' }
  /** The order `place` is done: the gang has its nodes. */
  | { readonly kind: 'placed' }
  /** The order `launch` is done: the attempt trains from a checkpoint that holds `work` us. */
  | { readonly kind: 'launched'; readonly work: number }
  /**
   * An attempt is well, failed, or its health is unknown. A diagnosis may come with a failure; `replica`
   * says that only this one is lost and the others can go on without it.
   */
  | {
      readonly kind: 'observed';
      readonly health: 'ok' | 'failed' | 'unknown';
      readonly diagnosis?: Diagnosis;
      readonly replica?: ReplicaId;
    }
  /** Answers `diagnose`. */
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis }
  /** The newest complete and durable checkpoint, in us of training that it holds. */
  | { readonly kind: 'checkpointed'; readonly work: number }
  /** The order `save` is done; `work` as in `checkpointed`. */
  | { readonly kind: 'saved'; readonly work: number }
  /** The order `release` is done: the run holds no node any more. */
  | { readonly kind: 'released' }
  /** The order `stop` is done: nothing of the attempt runs any more. */
  | { readonly kind: 'stopped' }
  /** A window of planned work on the site should begin as soon as it can. */
  | { readonly kind: 'maintenanceDue' }
  /** The order `maintain` is done. */
  | { readonly kind: 'maintained' }
  /** A person wants the run stopped and started again, with other code or data. */
  | { readonly kind: 'restartDue'; readonly reason: string }
  /** Steps take `slowdown` times as long as they should, because of these nodes; 1 when that is over. */
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
