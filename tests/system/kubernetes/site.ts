import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import type {
  JobRequest,
  JobSight,
  NodeSight,
  Scheduler,
} from '../../../packages/server/src/engine/cluster/scheduler.ts';
import {
  type KubernetesOptions,
  openKubernetes,
} from '../../../packages/server/src/engine/kubernetes/index.ts';
import { FakeKubernetes, IMAGE } from './index.mjs';

/** ms; a busy machine takes many times as long as a free one. */
const MOST_WAITING = 60_000;

/** A fake cluster with a folder that all of its nodes see, and schedulers that talk to it. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'gigafactory-kubernetes-'));
  readonly fake: FakeKubernetes;
  readonly #open: Scheduler[] = [];

  private constructor(fake: FakeKubernetes) {
    this.fake = fake;
  }

  static async start(setting?: ConstructorParameters<typeof FakeKubernetes>[0]): Promise<Site> {
    return new Site(await FakeKubernetes.start(setting));
  }

  get options(): KubernetesOptions {
    return {
      prefix: 'gf-',
      namespace: this.fake.namespace,
      image: IMAGE,
      shared: this.folder,
      kubeconfig: this.fake.writeKubeconfig(join(this.folder, 'kubeconfig')),
      patience: { answer: 2_000, order: 3_000, pause: 20, gather: 10 },
    };
  }

  scheduler(changes: Partial<KubernetesOptions> = {}): Scheduler {
    const scheduler = openKubernetes({ ...this.options, ...changes });
    this.#open.push(scheduler);
    return scheduler;
  }

  /** A job of one task on each of these nodes that runs this text of sh. */
  job(name: string, text: string, changes: Partial<JobRequest> = {}): JobRequest {
    const script = join(this.folder, `${name}.sh`);
    writeFileSync(script, text);
    return {
      name: `gf-${name}`,
      labels: { run: 'a', attempt: '1', epoch: '3' },
      nodes: ['n0', 'n1'],
      tasksPerNode: 1,
      script,
      arguments: [],
      secrets: {},
      gpusPerNode: 8,
      cwd: this.folder,
      output: join(this.folder, name),
      ...changes,
    };
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  async end(): Promise<void> {
    for (const scheduler of this.#open.splice(0)) scheduler.close();
    await this.fake.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
  return result.value;
}

/** Waits for a condition, however long the machine takes. */
export async function until<Value>(
  find: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const end = Date.now() + MOST_WAITING;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not so after ${MOST_WAITING} ms: ${find}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Looks until a job is as it is to be; what is not mentioned counts as ended. */
export function untilJob(
  scheduler: Scheduler,
  name: string,
  is: (job: JobSight) => boolean,
): Promise<JobSight> {
  return until(async () => {
    const sight = await scheduler.look({ jobs: true, nodes: false });
    return sight?.jobs?.find((job) => job.name === name && is(job));
  });
}

export async function nodeOf(scheduler: Scheduler, name: string): Promise<NodeSight | undefined> {
  const sight = await scheduler.look({ jobs: false, nodes: true });
  return sight?.nodes?.find((node) => node.name === name);
}
