import type { Seconds } from '../../base/index.ts';
import type { TimerName } from './event.ts';
import type { CommandId, Fence, NodeId, ReplicaId } from './ids.ts';
import type { Domain } from './topology.ts';

/** What the supervisor asks of an engine for one run. */
export type RunCommandBody =
  /**
   * Change which nodes are in the gang: those in `remove` leave first, and `add` may bring them back.
   * Confirmed by `placed`.
   */
  | { readonly kind: 'place'; readonly add: readonly NodeId[]; readonly remove: readonly NodeId[] }
  /**
   * Start an attempt on this many replicas; confirmed by `launched`. It starts from the newest readable
   * checkpoint, never from less than `work` us of training; after a rollback it starts from exactly `work`,
   * and anything newer is deleted.
   */
  | {
      readonly kind: 'launch';
      readonly work: number;
      readonly isRollback: boolean;
      readonly replicas: number;
      /** Training time between checkpoints, s. */
      readonly interval: Seconds;
    }
  /** Give all nodes of the gang back; confirmed by `released`. */
  | { readonly kind: 'release' }
  /** End the attempt, running or broken; confirmed by `stopped`. */
  | { readonly kind: 'stop' }
  /** Write a checkpoint now; confirmed by `saved`. */
  | { readonly kind: 'save' }
  /** Find out why the attempt failed; answered by `diagnosed`. */
  | { readonly kind: 'diagnose' }
  /** Check whether the attempt is healthy; answered by `observed`. */
  | { readonly kind: 'probe' }
  /** Let the planned work on the site begin; confirmed by `maintained`. */
  | { readonly kind: 'maintain' }
  /** Let the other replicas go on without this one; confirmed by `shrunk`. */
  | { readonly kind: 'shrink'; readonly replica: ReplicaId }
  /** Find out why a replica failed; answered by `replicaDiagnosed`. */
  | { readonly kind: 'diagnoseReplica'; readonly replica: ReplicaId }
  /**
   * Bring a replica back with these nodes changed; confirmed by `rejoined`. It changes only this replica: a
   * node that leaves it may serve another by now.
   */
  | {
      readonly kind: 'rejoin';
      readonly replica: ReplicaId;
      readonly add: readonly NodeId[];
      readonly remove: readonly NodeId[];
    }
  /** Send a `timer` event later; a timer of the same name is replaced. */
  | { readonly kind: 'setTimer'; readonly timer: TimerName; readonly after: Seconds }
  | { readonly kind: 'cancelTimer'; readonly timer: TimerName };

/**
 * What the supervisor asks of an engine for the fleet; doing one twice changes nothing. A `cordon`, `repair`
 * or `uncordon` older than the newest of them about the same node must not be carried out.
 */
export type FleetCommandBody =
  /** Keep a node from being placed; confirmed by `cordoned`. */
  | { readonly kind: 'cordon'; readonly node: NodeId }
  /** Have a node repaired, and cordoned if it is not yet; confirmed by `repaired`. */
  | { readonly kind: 'repair'; readonly node: NodeId }
  /** Let a repaired node be placed again; confirmed by `uncordoned`. */
  | { readonly kind: 'uncordon'; readonly node: NodeId }
  /** Start and check a free node, so that it joins a gang at once; confirmed by `warmed`. */
  | { readonly kind: 'warm'; readonly node: NodeId }
  /** Check whether a domain is healthy; answered by `domainRestored` once it is. */
  | { readonly kind: 'inspect'; readonly domain: Domain }
  /** Send `sweepDue` later; replaces the one set before. */
  | { readonly kind: 'setSweep'; readonly after: Seconds };

export type CommandBody = RunCommandBody | FleetCommandBody;
/** Fleet commands carry the fence `FLEET`. */
export type Command = Fence & CommandBody & { readonly id: CommandId };
export type CommandKind = CommandBody['kind'];

/** Commands that take something away from a run; an unknown observation never leads to one. */
export const DESTRUCTIVE: ReadonlySet<CommandKind> = new Set([
  'stop',
  'place',
  'cordon',
  'launch',
  'shrink',
  'rejoin',
]);

/** Commands about the fleet rather than a run. */
export const FLEET_COMMANDS: ReadonlySet<CommandKind> = new Set([
  'cordon',
  'repair',
  'uncordon',
  'warm',
  'inspect',
  'setSweep',
] satisfies FleetCommandBody['kind'][]);
