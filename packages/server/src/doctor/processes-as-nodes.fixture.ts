import { type ChildProcess, spawn } from 'node:child_process';
import { ok } from '@gigafactory/core/base';
import type { JobRequest, JobState, Scheduler } from '../engine/cluster/scheduler.ts';

/** What goes wrong on a node. */
export interface NodeFault {
  /** Its script ends before it does anything, as where there is no such folder. */
  readonly isBlind?: boolean;
  /** It sees another folder under the same path: what it writes is not seen here, or what is here it does not see. */
  readonly script?: string;
  readonly path?: string;
}

/** A scheduler whose nodes are processes of this machine; each runs the script of the job at once. */
export function processesAsNodes(
  faults: Readonly<Record<string, NodeFault>> = {},
  state: JobState | undefined = undefined,
): Scheduler & { readonly cancelled: string[]; readonly submitted: JobRequest[] } {
  const cancelled: string[] = [];
  const submitted: JobRequest[] = [];
  let left: ChildProcess[] = [];
  const job = { id: '7', since: '1' };
  return {
    kind: 'slurm',
    cancelled,
    submitted,
    check: async () => [],
    pool: async () => ok([]),
    addressOf: (node) => node,
    async submit(request) {
      submitted.push(request);
      if (state === undefined) {
        left = request.nodes
          .filter((node) => !faults[node]?.isBlind)
          .map((node) => start(request, node, faults[node]));
      }
      return ok(job);
    },
    submitArray: () => Promise.reject(new Error('no array was expected')),
    async cancel({ id }) {
      cancelled.push(id);
      for (const child of left) child.kill('SIGKILL');
      return ok(undefined);
    },
    cordon: async () => ok(undefined),
    uncordon: async () => ok(undefined),
    async look() {
      const isOver = left.every(({ exitCode, signalCode }) => exitCode !== null || signalCode);
      const now = state ?? (isOver ? 'ended' : 'running');
      const why = now === 'waiting' ? 'Slurm says Resources' : undefined;
      return { jobs: [{ job, name: submitted[0]!.name, state: now, why }] };
    },
    watch: () => () => {},
    close() {},
  };
}

function start(request: JobRequest, node: string, fault: NodeFault | undefined): ChildProcess {
  const { script, arguments: args, cwd } = request;
  const path = `${fault?.path ?? ''}${process.env['PATH']}`;
  const env = { PATH: path, GIGAFACTORY_SEAT_NODE: node };
  const argv = fault?.script ? ['-c', fault.script, script, ...args] : [script, ...args];
  return spawn('/bin/sh', argv, { cwd, env, stdio: 'ignore' });
}
