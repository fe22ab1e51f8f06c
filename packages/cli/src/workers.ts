import type { Answer, OperationName, Operations } from '@gigafactory/core/api';
import { showProblem } from '@gigafactory/core/base';
import type { ClusterRequest, ClusterWorkers, DesiredCluster } from '@gigafactory/server/batch';
import type { NamedText } from './beside.ts';
import type { Context, Options } from './command.ts';
import { readEdits, unwrap } from './factory-text.ts';
import { InputError, inputError } from './failure.ts';
import { withProgress } from './progress.ts';
import { hasSite, SITE, withSite } from './site-options.ts';
import { CORES, onThreads, type Shared, threadsOption, untilStopped } from './threads.ts';

const { nodes: _, ...ELSEWHERE } = SITE;

/** For commands whose work is shared among threads of this machine or tasks of a cluster. */
export const WORKERS: Options = {
  ...threadsOption('Worker threads to use; by default one for each core', CORES),
  ...ELSEWHERE,
  tasks: {
    kind: 'integer',
    value: 'N',
    summary: 'On a cluster: tasks at once (default: as many as last half a minute each)',
    least: 1,
    most: 10_000,
  },
};

/** Work that can be shared, and the file that it is about. */
export interface Sharable<Name extends OperationName> {
  readonly operation: Name;
  readonly input: Operations[Name]['input'];
  readonly factory: NamedText;
  /** What is being done, for people. */
  readonly what: string;
}

/**
 * Shares work among threads or, with `--engine slurm` or `kubernetes`, tasks of a cluster, with progress on a
 * terminal. `cpuSeconds` is that of the work, without starting whoever does it.
 * @throws Stopped if the process is asked to stop; nothing of it is left on the cluster then
 */
export async function onWorkers<T, Name extends OperationName>(
  context: Context,
  { operation, input, factory, what }: Sharable<Name>,
  work: (shared: Shared) => Promise<T>,
): Promise<{ readonly value: T; readonly cpuSeconds: number }> {
  const { io } = context;
  const cluster = await clusterOf(context, factory);
  if (!cluster) return onThreads(context, what, work);
  const pool = await io.startPool(1);
  const asked = { request: { operation, input }, pilot: pool.run };
  try {
    return await untilStopped(io, (signal) =>
      withProgress(io, what, (say) => {
        const lines = { work: what, cluster: '' };
        const show = (news: Partial<typeof lines>) => {
          Object.assign(lines, news);
          say([lines.work, lines.cluster].filter(Boolean).join('; '));
        };
        const shared = { signal, say: (news: string) => show({ work: news }) };
        const tell = (news: string) => show({ cluster: news });
        return onCluster(context, cluster, { ...asked, say: tell }, (workers) =>
          work({ ...shared, workers }),
        );
      }),
    );
  } finally {
    await pool.close();
  }
}

/** Works with workers on a cluster, and lets go of all that they hold there, whatever comes of it. */
async function onCluster<T>(
  { io, args }: Context,
  cluster: DesiredCluster,
  asked: Required<Pick<ClusterRequest, 'request' | 'pilot' | 'say'>>,
  work: (workers: ClusterWorkers) => Promise<T>,
): Promise<{ readonly value: T; readonly cpuSeconds: number }> {
  const opened = await io.openCluster(cluster, { ...asked, atOnce: args.numbers['tasks'] });
  if (!opened.ok) throw new InputError(opened.problems);
  const workers = opened.value;
  try {
    const value = await work(workers);
    // A problem of the cluster is none of the file.
    if (workers.failure) throw new InputError(workers.failure.problems);
    return { value, cpuSeconds: workers.cpuSeconds };
  } finally {
    asked.say('ending what is left on the cluster');
    for (const left of await workers.close()) io.stderr.write(`${showProblem(left)}\n`);
  }
}

/** The cluster of the options, and of the file where they leave something out; undefined for this machine. */
async function clusterOf(
  context: Context,
  factory: NamedText,
): Promise<DesiredCluster | undefined> {
  const { args } = context;
  if (!hasSite(args) || args.texts['engine'] === 'local') {
    withSite(context);
    if (args.texts['tasks'] === undefined) return undefined;
    throw inputError('usage.value', '--tasks is of a cluster; add --engine slurm or kubernetes.');
  }
  const sets = readEdits(withSite(context).args.lists['set'] ?? []);
  const engine = await engineOf(context, { ...factory, edits: { ...factory.edits, ...sets } });
  if (engine.kind === 'local') {
    throw inputError(
      'usage.value',
      'The file runs on this machine; add --engine slurm or kubernetes.',
    );
  }
  if (args.texts['threads'] !== undefined) {
    throw inputError('usage.value', '--threads is of this machine; on a cluster give --tasks.');
  }
  return engine;
}

/** The engine of the file; what only a run needs, or another kind of engine has, may be missing or left over. */
async function engineOf({ io }: Context, factory: NamedText) {
  const answer = await io.run('engine', factory);
  const more = repairs(answer);
  if (!more) return unwrap(answer, factory.file).engine;
  const again = await io.run('engine', { ...factory, edits: { ...factory.edits, ...more } });
  return unwrap(again, factory.file).engine;
}

/** What would make the answer one, if nothing else is wrong. */
function repairs(answer: Answer<'engine'>): Readonly<Record<string, string>> | undefined {
  if (answer.ok) return undefined;
  const edits = answer.problems.map((problem) => {
    if (problem.code === 'key.otherKind') return problem.edits;
    const isOfRuns = problem.path === 'engine' && problem.expected === 'nodes';
    return problem.code === 'key.missing' && isOfRuns ? { 'engine.nodes': '1' } : undefined;
  });
  return edits.includes(undefined) ? undefined : Object.assign({}, ...edits);
}
