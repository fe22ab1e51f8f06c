/* What Slurm says of jobs, nodes and partitions, whichever way it was asked. */

export interface JobRow {
  /** Of an array, the id of the whole array. */
  readonly id: string;
  readonly name: string;
  /** Base state and flags in capitals, as Slurm writes them; text names only one of them. */
  readonly states: readonly string[];
  readonly reason: string;
  /** s since 1970; a requeue gives it a new one. */
  readonly submitted: number;
  /** s since 1970; absent before. */
  readonly ended?: number | undefined;
  readonly restarts: number;
  readonly exitCode?: number | undefined;
  readonly signal?: number | undefined;
  /** A host list; of a job that is being ended, the nodes that have not finished. */
  readonly nodes: string;
  /** The node whose death ended it; only JSON says. */
  readonly failedNode?: string | undefined;
}

export interface NodeRow {
  readonly name: string;
  /** Base state and flags in capitals: IDLE, DRAIN, NOT_RESPONDING. */
  readonly states: readonly string[];
  /** Stays behind when a drain is over. */
  readonly reason: string;
  readonly reasonBy?: string | undefined;
  /** s since 1970. */
  readonly reasonAt?: number | undefined;
  readonly gpus: number;
}

export interface PartitionRow {
  readonly name: string;
  readonly state: string;
  /** min; absent if it is unlimited. */
  readonly maxTime?: number | undefined;
  /** Absent if all are allowed. */
  readonly accounts?: readonly string[] | undefined;
  readonly deniedAccounts: readonly string[];
}

/** GPUs in a node's generic resources: `gpu:h100:8(S:0-1),nvme:1`. */
export function countGpus(gres: string): number {
  let count = 0;
  for (const [, number] of gres.matchAll(/(?:^|,)gpu(?::[^:,()]+)?:(\d+)/g))
    count += Number(number);
  return count;
}
