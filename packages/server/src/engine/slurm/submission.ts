import type { ArrayRequest, JobRequest } from '../cluster/index.ts';
import { compressHostlist } from './hostlist.ts';

/** A job as both doors to Slurm take it. */
export interface Submission {
  readonly name: string;
  readonly partition: string;
  readonly account?: string | undefined;
  /** For people: run, attempt, epoch, unit. */
  readonly comment: string;
  /** The text of the batch script. */
  readonly script: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** A pattern of Slurm for the name of a file. */
  readonly output: string;
  /** Whole nodes, named; absent for an array, whose tasks go anywhere. */
  readonly gang?: {
    readonly nodes: readonly string[];
    readonly tasksPerNode: number;
    readonly gpusPerNode: number;
  };
  /** Indices and how many at once: `0-7,9%4`. */
  readonly array?: string | undefined;
  readonly cpusPerTask?: number | undefined;
  /** MiB; 0 is all that the node has. */
  readonly memoryPerNode?: number | undefined;
  /** min; absent if the partition sets none, for its default may be an hour. */
  readonly timeLimit?: number | undefined;
}

/** What the partition and its owner add to a request. */
export interface Place {
  readonly partition: string;
  readonly account?: string | undefined;
  /** min */
  readonly timeLimit?: number | undefined;
}

/** A gang: whole nodes, one step over all of them that ends with its first task that fails. */
export function gangSubmission(request: JobRequest, place: Place): Submission {
  const { nodes, tasksPerNode, gpusPerNode, cpusPerTask, memoryPerTask } = request;
  const step = [
    'srun',
    '--kill-on-bad-exit=1',
    '--input=none',
    '--export=ALL',
    `--nodes=${nodes.length}`,
    `--ntasks=${nodes.length * tasksPerNode}`,
    `--ntasks-per-node=${tasksPerNode}`,
    // Since 22.05 a step does not take these over from its job.
    ...(cpusPerTask === undefined ? [] : [`--cpus-per-task=${cpusPerTask}`]),
  ];
  const seat = 'GIGAFACTORY_SEAT_NODE=$SLURMD_NODENAME GIGAFACTORY_SEAT_INDEX=$SLURM_LOCALID';
  const task = `export ${seat}; exec /bin/sh "$@"`;
  const argv = ['/bin/sh', '-c', task, 'sh', request.script, ...request.arguments];
  return {
    ...common(request, place),
    script: `#!/bin/sh\nexec ${[...step, ...argv].map(quote).join(' ')}\n`,
    output: `${escapePattern(request.output)}.out`,
    gang: { nodes, tasksPerNode, gpusPerNode },
    memoryPerNode: memoryPerTask === undefined ? 0 : mebibytes(memoryPerTask * tasksPerNode),
  };
}

/** Parts of a computation: one batch script each, of which some may fail. */
export function arraySubmission(request: ArrayRequest, place: Place): Submission {
  const { indices, atOnce, memoryPerTask } = request;
  const argv = ['/bin/sh', request.script, ...request.arguments].map(quote).join(' ');
  const seat =
    'GIGAFACTORY_SEAT_NODE=$SLURMD_NODENAME GIGAFACTORY_SEAT_INDEX=0 GIGAFACTORY_ARRAY_INDEX=$SLURM_ARRAY_TASK_ID';
  const sorted = [...indices].sort((a, b) => a - b).map(String);
  const ranges = compressHostlist(sorted).replace(/[[\]]/g, '');
  return {
    ...common(request, place),
    script: `#!/bin/sh\nexport ${seat}\nexec ${argv}\n`,
    output: `${escapePattern(request.output)}-%a.out`,
    array: atOnce === undefined ? ranges : `${ranges}%${atOnce}`,
    memoryPerNode: memoryPerTask === undefined ? undefined : mebibytes(memoryPerTask),
  };
}

function common(request: ArrayRequest | JobRequest, place: Place) {
  const { name, labels, secrets, cwd, cpusPerTask } = request;
  const comment = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return { ...place, name, comment: comment.join(' '), secrets, cwd, cpusPerTask };
}

/**
 * Arguments of `sbatch`, whose script comes by standard input. Secrets are named and not told. It is never
 * requeued: Slurm and the supervisor would both start it again.
 */
export function sbatchArguments(submission: Submission): readonly string[] {
  const { name, comment, partition, account, cwd, output, secrets, gang, array } = submission;
  const { cpusPerTask, memoryPerNode, timeLimit } = submission;
  // Without PATH a batch script finds srun only where the login shell of the node does.
  const names = ['PATH', ...Object.keys(secrets)];
  return [
    '--parsable',
    `--job-name=${name}`,
    `--comment=${comment}`,
    `--partition=${partition}`,
    ...(account === undefined ? [] : [`--account=${account}`]),
    '--no-requeue',
    `--export=${names.join()}`,
    `--chdir=${cwd}`,
    `--output=${output}`,
    '--open-mode=append',
    ...(timeLimit === undefined ? [] : [`--time=${timeLimit}`]),
    ...(memoryPerNode === undefined ? [] : [`--mem=${memoryPerNode}M`]),
    ...(cpusPerTask === undefined ? [] : [`--cpus-per-task=${cpusPerTask}`]),
    ...(array === undefined ? ['--exclusive'] : [`--array=${array}`, '--ntasks=1']),
    ...(gang ? gangArguments(gang) : []),
  ];
}

function gangArguments({ nodes, tasksPerNode, gpusPerNode }: NonNullable<Submission['gang']>) {
  return [
    `--nodes=${nodes.length}`,
    `--nodelist=${compressHostlist(nodes)}`,
    `--ntasks-per-node=${tasksPerNode}`,
    ...(gpusPerNode > 0 ? [`--gpus-per-node=${gpusPerNode}`] : []),
  ];
}

/** The body that slurmrestd takes; secrets are in it, and not in the script. */
export function restBody(submission: Submission, path: string): object {
  const { script, name, comment, partition, account, cwd, output, gang, array } = submission;
  const { cpusPerTask, memoryPerNode, timeLimit, secrets } = submission;
  const job = {
    name,
    comment,
    partition,
    account,
    requeue: false,
    current_working_directory: cwd,
    standard_output: output,
    open_mode: ['APPEND'],
    environment: [
      `PATH=${path}`,
      ...Object.entries(secrets).map(([key, value]) => `${key}=${value}`),
    ],
    cpus_per_task: cpusPerTask,
    array,
    ...(timeLimit === undefined ? {} : { time_limit: { set: true, number: timeLimit } }),
    ...(memoryPerNode === undefined
      ? {}
      : { memory_per_node: { set: true, number: memoryPerNode } }),
    ...(gang ? gangBody(gang) : { tasks: 1 }),
  };
  return { script, job };
}

function gangBody({ nodes, tasksPerNode, gpusPerNode }: NonNullable<Submission['gang']>) {
  return {
    nodes: String(nodes.length),
    required_nodes: [compressHostlist(nodes)],
    tasks: nodes.length * tasksPerNode,
    tasks_per_node: tasksPerNode,
    shared: ['none'],
    ...(gpusPerNode > 0 ? { tres_per_node: `gres/gpu:${gpusPerNode}` } : {}),
  };
}

/** A word for /bin/sh. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Slurm replaces `%` in the names of files. */
function escapePattern(path: string): string {
  return path.replaceAll('%', '%%');
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
