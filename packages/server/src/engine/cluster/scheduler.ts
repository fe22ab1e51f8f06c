import type { Bytes, Problem, Result } from '@gigafactory/core/base';

/** Which job is meant: ids of Slurm wrap and names of Kubernetes come again, so an id alone names none. */
export interface JobIdentity {
  /** Job id of Slurm; name of a Job. */
  readonly id: string;
  /** Its submit time in Slurm; its uid in Kubernetes. Opaque. */
  readonly since: string;
}

/** A command on every task of these nodes, all of them at once and none elsewhere. */
export interface JobRequest {
  /** A DNS label of at most 63 characters; a live job of this name is this job, submitted before. */
  readonly name: string;
  /** For people and tools that look at the scheduler: run, attempt, epoch, unit. */
  readonly labels: Readonly<Record<string, string>>;
  readonly nodes: readonly string[];
  readonly tasksPerNode: number;
  /**
   * A script of /bin/sh that every task runs, readable by all nodes. It finds the name of its node in
   * GIGAFACTORY_SEAT_NODE, and its number among the tasks of that node, from 0, in GIGAFACTORY_SEAT_INDEX.
   */
  readonly script: string;
  readonly arguments: readonly string[];
  /** Secrets; kept out of command lines and files that others may read. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly gpusPerNode: number;
  readonly cpusPerTask?: number | undefined;
  /** B */
  readonly memoryPerTask?: Bytes | undefined;
  /** An absolute path on all nodes. */
  readonly cwd: string;
  /** Where what the scheduler itself prints goes, an absolute path without an extension. */
  readonly output: string;
  /**
   * One task that fails ends the others. The job never runs a second time by itself: it is never requeued and
   * no task of it is started again.
   */
}

/** The same script once for each index from 0, in any order and on any nodes; parts of a computation. */
export interface ArrayRequest extends Omit<JobRequest, 'nodes' | 'tasksPerNode' | 'gpusPerNode'> {
  /** Their indices; each task finds its own in GIGAFACTORY_ARRAY_INDEX. */
  readonly indices: readonly number[];
  /** At most so many at once. */
  readonly atOnce?: number | undefined;
}

export type JobState =
  /** It has not begun, and may yet. */
  | 'waiting'
  /** It has not begun and will not by itself: held after a failed prolog, an image that cannot be pulled. */
  | 'stuck'
  | 'running'
  /** It is being ended; processes may be left. */
  | 'ending'
  /** No process of it is left. */
  | 'ended';

/** How a job ended, in words that all schedulers share. */
export type JobEnd =
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'node'
  | 'time'
  | 'memory'
  | 'evicted'
  | 'requeued';

export interface JobSight {
  readonly job: JobIdentity;
  readonly name: string;
  readonly state: JobState;
  /** Why it waits or is stuck, or how it ended, with the scheduler's own word in it; without a final full stop. */
  readonly why?: string | undefined;
  readonly end?: JobEnd | undefined;
  readonly exitCode?: number | undefined;
  /** Nodes that the scheduler itself blames. */
  readonly badNodes?: readonly string[] | undefined;
}

export interface NodeSight {
  readonly name: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** Keeps new jobs from it: ours if the reason is one that we gave. */
  readonly drain?: { readonly isOurs: boolean; readonly why: string } | undefined;
  /** Why it is down, in the scheduler's words; without a final full stop. */
  readonly why?: string | undefined;
}

/** What a scheduler says at one moment. What it does not mention in `jobs` it no longer knows. */
export interface Sight {
  /** All jobs whose name begins with the prefix that the scheduler was opened with; absent if not asked for. */
  readonly jobs?: readonly JobSight[] | undefined;
  /** Nodes of the pool; absent if not asked for. */
  readonly nodes?: readonly NodeSight[] | undefined;
}

/** What starts jobs on nodes: Slurm, Kubernetes. It decides nothing and never throws; failures are Problems. */
export interface Scheduler {
  readonly kind: 'slurm' | 'kubernetes';
  /** What would not work here, before anything is started: versions, permissions, a pool that is too small. */
  check(needed: {
    readonly nodes: number;
    readonly gpusPerNode: number;
  }): Promise<readonly Problem[]>;
  /** Names of the nodes of the pool, in the scheduler's order. */
  pool(): Promise<Result<readonly string[]>>;
  /** Where peers reach a node. Slurm: NodeAddr; Kubernetes: known only as the name of a pod of a job. */
  addressOf(node: string, job: string): string;
  /** Submits a job; given again after an answer was lost it finds the one that is there. */
  submit(job: JobRequest): Promise<Result<JobIdentity>>;
  submitArray(array: ArrayRequest): Promise<Result<JobIdentity>>;
  /** Kills all of it; over once a sight says `ended` or does not mention it. One that is gone is ok. */
  cancel(job: JobIdentity): Promise<Result<undefined>>;
  /** Keeps new jobs from a node, for this reason; one that is drained already keeps its own reason. */
  cordon(node: string, why: string): Promise<Result<undefined>>;
  /** Undoes what `cordon` did, and nothing that others did. */
  uncordon(node: string): Promise<Result<undefined>>;
  /** Asks now. Undefined: it does not answer, which says nothing about jobs and nodes. */
  look(what: { readonly jobs: boolean; readonly nodes: boolean }): Promise<Sight | undefined>;
  /** Calls back with news, at most as often as it polls; a full Sight first and whenever some may be missing. */
  watch(listener: (sight: Sight) => void): () => void;
  close(): void;
}
