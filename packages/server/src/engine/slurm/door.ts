import type { Result } from '@gigafactory/core/base';
import type { JobRow, NodeRow, PartitionRow } from './rows.ts';
import type { Submission } from './submission.ts';

/** A way to ask Slurm: its commands, or slurmrestd. Each call is one call to the controller. */
export interface SlurmDoor {
  /** Release of Slurm: `24.11.5`; it shows that the controller answers. */
  release(): Promise<Result<string>>;
  /** The partition that the door was opened for; undefined if there is none of this name. */
  partition(): Promise<Result<PartitionRow | undefined>>;
  /** Jobs of this user, also those that have ended some minutes ago, by the prefix of their name. */
  jobs(): Promise<Result<readonly JobRow[]>>;
  /** Nodes of the partition in any order; of a host list only, if one is given. */
  nodes(list?: string): Promise<Result<readonly NodeRow[]>>;
  /** All nodes of a host list, or of Slurm, in Slurm's order, and where they are reached. */
  addresses(list?: string): Promise<Result<ReadonlyMap<string, string>>>;
  /** Its id. */
  submit(submission: Submission): Promise<Result<string>>;
  /** Asks whether Slurm would take it: a problem if not; false if this door cannot ask. */
  rehearse(submission: Submission): Promise<Result<boolean>>;
  cancel(id: string): Promise<Result<undefined>>;
  drain(node: string, reason: string): Promise<Result<undefined>>;
  /** Takes the drain away and leaves the node otherwise as it is. */
  undrain(node: string): Promise<Result<undefined>>;
  /** Whether this user may drain nodes, asked about a node that does not exist. */
  mayDrain(): Promise<Result<boolean>>;
}

/** What a door needs to know. */
export interface DoorOptions {
  readonly prefix: string;
  readonly partition: string;
}
