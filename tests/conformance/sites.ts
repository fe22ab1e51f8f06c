import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConformanceSite,
  NotHere,
} from '../../packages/server/src/engine/cluster/conformance.fixture.ts';
import { TEST_PACE } from '../../packages/server/src/engine/cluster/engine.fixture.ts';
import { jobPrefixOf, type Scheduler } from '../../packages/server/src/engine/cluster/index.ts';
import { PROGRAM } from '../../packages/server/src/engine/gang/engine.fixture.ts';
import { openKubernetes } from '../../packages/server/src/engine/kubernetes/index.ts';
import { openSlurm } from '../../packages/server/src/engine/slurm/index.ts';
import { FakeKubernetes, IMAGE } from '../system/kubernetes/index.mjs';

/** What `scripts/conformance.mjs` was asked for; options have the names of its flags. */
export interface Request {
  readonly engine: 'kubernetes' | 'slurm';
  readonly fake: boolean;
  readonly options: Readonly<Partial<Record<string, string>>>;
}

/** A shared file system shows what a node wrote some time later. */
const REAL_PACE = { tick: 200, orders: 0.5, grace: 5000 };

const NO_DEATH = 'nodes of a real cluster are not killed for a test';
const NO_DOUBT = 'ranks of a real cluster cannot be stopped from here';

export function openSite(request: Request, nodes: number): Promise<ConformanceSite> {
  return request.fake ? openFake(nodes) : openReal(request);
}

/** Pods are processes of this machine, so that everything can be hurt. */
async function openFake(count: number): Promise<ConformanceSite> {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-conformance-'));
  const fake = await FakeKubernetes.start({ nodes: count, silenceMs: 20 });
  fake.repairs = true;
  const kubeconfig = fake.writeKubeconfig(join(folder, 'kubeconfig'));
  const options = { namespace: fake.namespace, image: IMAGE, shared: folder, kubeconfig };
  const patience = { gather: 5 };
  return {
    nodes: Array.from({ length: count }, (_, node) => `n${node}`),
    folder,
    news: 500,
    gpusPerNode: 0,
    pace: TEST_PACE,
    silence: 1000,
    open: (prefix) => openKubernetes({ ...options, patience, prefix }),
    killNode: (name) => fake.killNode(name),
    close: async () => {
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openReal(request: Request): Promise<ConformanceSite> {
  const parent = request.options['shared'];
  if (parent === undefined) throw new Error('--shared DIR is missing: a folder that all nodes see');
  const folder = mkdtempSync(join(parent, 'gigafactory-conformance-'));
  const program = join(folder, 'program.pl');
  copyFileSync(PROGRAM, program);
  const open = (prefix: string) => schedulerOf(request, { prefix, parent });
  const scheduler = open(jobPrefixOf(join(folder, 'shared')));
  const pool = await scheduler.pool();
  if (!pool.ok) throw new Error(pool.problems.map(({ message }) => message).join(' '));
  return {
    nodes: pool.value,
    folder,
    argv: [request.options['perl'] ?? 'perl', program],
    gpusPerNode: 0,
    pace: REAL_PACE,
    silence: 0,
    open,
    killNode: () => {
      throw new NotHere(NO_DEATH);
    },
    killAttempt: (run) => cancelAll(scheduler, (name) => name.includes(`-${run}-`)),
    noDoubt: NO_DOUBT,
    close: async () => {
      await cancelAll(scheduler, () => true);
      scheduler.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function schedulerOf(
  { engine, options }: Request,
  { prefix, parent }: { prefix: string; parent: string },
): Scheduler {
  const { partition = '', account, nodes, namespace = 'default', image = '', claim } = options;
  if (engine === 'slurm') {
    const rest = options['rest'] && { url: options['rest'], token: () => process.env['SLURM_JWT'] };
    return openSlurm({ prefix, partition, account, nodes, pollEvery: 0.5, ...(rest && { rest }) });
  }
  const { context, queue } = options;
  return openKubernetes({ prefix, namespace, image, shared: parent, claim, context, queue, nodes });
}

/** Ends jobs, and waits until no process of them is left. */
async function cancelAll(scheduler: Scheduler, is: (name: string) => boolean): Promise<void> {
  for (;;) {
    const sight = await scheduler.look({ jobs: true, nodes: false });
    const left = sight?.jobs?.filter(({ name, state }) => is(name) && state !== 'ended');
    if (left?.length === 0) return;
    for (const { job } of left ?? []) await scheduler.cancel(job);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
