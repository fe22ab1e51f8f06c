import type { Seconds } from '../base/index.ts';
import type { TimerName } from './event.ts';
import type { CommandId, Fence, NodeId } from './ids.ts';

/** What the supervisor asks of an engine. */
export type CommandBody =
  /** Change who is in the gang; confirmed by `placed`. */
  | { readonly kind: 'place'; readonly add: readonly NodeId[]; readonly remove: readonly NodeId[] }
  /** Start an attempt from a checkpoint that holds `work` us of training; confirmed by `launched`. */
  | { readonly kind: 'launch'; readonly work: number }
  /** End the attempt, running or broken; confirmed by `stopped`. */
  | { readonly kind: 'stop' }
  /** Write a checkpoint now; confirmed by `saved`. */
  | { readonly kind: 'save' }
  /** Find out why the attempt failed; answered by `diagnosed`. */
  | { readonly kind: 'diagnose' }
  /** Look whether the attempt is well; answered by `observed`. */
  | { readonly kind: 'probe' }
  /** Let the planned work on the site begin; confirmed by `maintained`. */
  | { readonly kind: 'maintain' }
  /** Keep a node from being placed; confirmed by `cordoned`. */
  | { readonly kind: 'cordon'; readonly node: NodeId }
  /** Have a cordoned node repaired; confirmed by `repaired`. */
  | { readonly kind: 'repair'; readonly node: NodeId }
  /** Let a repaired node be placed again; confirmed by `uncordoned`. */
  | { readonly kind: 'uncordon'; readonly node: NodeId }
  /** Send a `timer` event later; a timer of the same name is replaced. */
  | { readonly kind: 'setTimer'; readonly timer: TimerName; readonly after: Seconds }
  | { readonly kind: 'cancelTimer'; readonly timer: TimerName };

export type Command = Fence & CommandBody & { readonly id: CommandId };
export type CommandKind = CommandBody['kind'];

/** Commands that take something away from a run; an unknown observation never leads to one. */
export const DESTRUCTIVE: ReadonlySet<CommandKind> = new Set(['stop', 'place', 'cordon', 'launch']);
