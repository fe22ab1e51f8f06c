/** The name of a run. */
export type RunId = string & { readonly __id?: 'run' };
/** A node by its index in the fleet, 0 .. nodes - 1; engines map it to their own names. */
export type NodeId = number & { readonly __id?: 'node' };
/** A data-parallel replica of a run, 0 .. replicas - 1. */
export type ReplicaId = number & { readonly __id?: 'replica' };
/** Counts the launches of a run, from 1; 0 before the first. */
export type AttemptId = number & { readonly __id?: 'attempt' };
/** Counts the orders to a gang; an event that answers an older order is stale. */
export type Epoch = number & { readonly __id?: 'epoch' };
/** Counts the commands; sending one again under its id must change nothing. */
export type CommandId = number & { readonly __id?: 'command' };

/** The fence of a message: which run, which launch of it, which order to its gang. */
export interface Fence {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
}

/** The fence of messages about the fleet rather than a run. */
export const FLEET: Fence = { run: '', attempt: 0, epoch: 0 };
