import type { Fence, NodeId } from './ids.ts';

/** What is wrong, once somebody looked. */
export interface Diagnosis {
  readonly cause: string;
  /** Nodes that must be repaired; empty when starting again is enough. */
  readonly nodes: readonly NodeId[];
}

/** What an engine tells the supervisor. */
export type EventBody =
  /** Somebody wants the run. */
  | { readonly kind: 'requested' }
  /** The order `place` is done: the gang has its nodes. */
  | { readonly kind: 'placed' }
  /** The order `launch` is done: the attempt trains. */
  | { readonly kind: 'launched' }
  /** An attempt is well, or failed, or nobody can tell. A diagnosis may come with a failure. */
  | {
      readonly kind: 'observed';
      readonly health: 'ok' | 'failed' | 'unknown';
      readonly diagnosis?: Diagnosis;
    }
  /** Answers `diagnose`. */
  | { readonly kind: 'diagnosed'; readonly diagnosis: Diagnosis }
  /** The newest complete checkpoint, in us of training that it holds. */
  | { readonly kind: 'checkpointed'; readonly work: number }
  /** The order `save` is done; `work` as in `checkpointed`. */
  | { readonly kind: 'saved'; readonly work: number }
  /** The order `stop` is done: nothing of the attempt runs any more. */
  | { readonly kind: 'stopped' }
  /** A window of planned work on the site should begin as soon as it can. */
  | { readonly kind: 'maintenanceDue' }
  /** The order `maintain` is done. */
  | { readonly kind: 'maintained' }
  /** A node needs repair, whoever uses it. */
  | { readonly kind: 'nodeFailed'; readonly node: NodeId; readonly cause: string }
  /** Confirms `cordon`. */
  | { readonly kind: 'cordoned'; readonly node: NodeId }
  /** The command `repair` is done. */
  | { readonly kind: 'repaired'; readonly node: NodeId }
  /** Confirms `uncordon`: the node may be placed again. */
  | { readonly kind: 'uncordoned'; readonly node: NodeId }
  /** A timer set by `setTimer` went off. */
  | { readonly kind: 'timer'; readonly timer: TimerName }
  /** The attempt has done all its work and saved it. */
  | { readonly kind: 'finished' };

export type TimerName = 'confirm' | 'probe';

export type SupervisorEvent = Fence & EventBody;
export type EventKind = EventBody['kind'];
