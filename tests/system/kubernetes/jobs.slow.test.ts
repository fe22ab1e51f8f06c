import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobSight, Scheduler } from '../../../packages/server/src/engine/cluster/scheduler.ts';
import { must, Site, until, untilJob } from './site.ts';

let site: Site;
let scheduler: Scheduler;

beforeEach(async () => {
  site = await Site.start();
  scheduler = site.scheduler();
});

afterEach(() => site.end());

const isOver = ({ state }: JobSight) => state === 'ended';
const isRunning = ({ state }: JobSight) => state === 'running';

/** What has ended and was not waited for yet is not. */
function isAlive(pid: string): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'));
}

describe('a job', () => {
  it('runs every task once on exactly its nodes, and is done', async () => {
    const text =
      'echo "$GIGAFACTORY_SEAT_NODE $GIGAFACTORY_SEAT_INDEX $1 $TOKEN" >>seats; echo said';
    const secrets = { TOKEN: 'hidden' };
    const changes = { nodes: ['n1', 'n3'], tasksPerNode: 2, arguments: ['a b'], secrets };
    const job = site.job('seats', text, changes);
    const identity = must(await scheduler.submit(job));
    const ended = await untilJob(scheduler, job.name, isOver);
    expect(ended).toMatchObject({ job: identity, end: 'done', exitCode: 0 });
    expect(site.read('seats').trim().split('\n').sort()).toEqual([
      'n1 0 a b hidden',
      'n1 1 a b hidden',
      'n3 0 a b hidden',
      'n3 1 a b hidden',
    ]);
    expect(site.read('seats-n1.log')).toBe('said\nsaid\n');
  });

  it('carries run, attempt and epoch, owns its fields, and keeps secrets to itself', async () => {
    const job = site.job('marked', 'exit 0', { secrets: { TOKEN: 'hidden' } });
    const { since } = must(await scheduler.submit(job));
    const made = site.fake.store.get('jobs', job.name, 'training');
    expect(made.metadata.labels).toMatchObject({ 'gigafactory.dev/epoch': '3' });
    expect(made.spec).toMatchObject({ completions: 2, parallelism: 2, backoffLimit: 0 });
    expect(made.metadata.managedFields).toMatchObject([
      { manager: 'gigafactory', operation: 'Apply' },
    ]);
    expect(JSON.stringify(made)).not.toContain('hidden');
    const secret = site.fake.store.get('secrets', job.name, 'training');
    expect(secret.metadata.ownerReferences).toMatchObject([{ uid: since }]);
  });

  it('belongs to the user whose folder is shared', async () => {
    const theirs = site.scheduler({ user: { uid: 1234, gid: 56 } });
    must(await theirs.submit(site.job('user', 'exit 0')));
    const { template } = site.fake.store.get('jobs', 'gf-user', 'training').spec;
    expect(template.spec.securityContext).toEqual({ runAsUser: 1234, runAsGroup: 56 });
  });

  it('ends as a whole when one task fails, with the code of the first', async () => {
    const text =
      'if [ "$GIGAFACTORY_SEAT_NODE$GIGAFACTORY_SEAT_INDEX" = n11 ]; then exit 77; fi; sleep 600';
    const job = site.job('fails', text, { tasksPerNode: 2 });
    must(await scheduler.submit(job));
    const ended = await untilJob(scheduler, job.name, isOver);
    expect(ended).toMatchObject({ end: 'failed', exitCode: 77 });
    expect(site.fake.pods(job.name)).toHaveLength(1);
    expect(site.fake.kubelets.get('n0')?.pids).toEqual([]);
  });

  it('is the same job when it is given again, also by another control plane', async () => {
    const job = site.job('twice', 'sleep 600');
    const first = must(await scheduler.submit(job));
    expect(must(await site.scheduler().submit(job))).toEqual(first);
    expect(site.fake.store.all('jobs')).toHaveLength(1);
  });

  it('takes no name that stands for something else', async () => {
    const job = site.job('name', 'sleep 600');
    must(await scheduler.submit(job));
    const other = await scheduler.submit({ ...job, nodes: ['n2'] });
    expect(other).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.nameTaken' }] });
  });

  it('takes no name of a job that has ended', async () => {
    const job = site.job('over', 'exit 0');
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isOver);
    const again = await scheduler.submit(job);
    expect(again).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.nameTaken' }] });
  });

  it('is cancelled with all its processes, whatever they do about signals', async () => {
    const job = site.job(
      'cancel',
      "trap '' TERM; echo $$ >$GIGAFACTORY_SEAT_NODE.pid; sleep 600 & wait",
    );
    const identity = must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isRunning);
    await until(() => existsSync(join(site.folder, 'n1.pid')) && site.read('n1.pid') !== '');
    must(await scheduler.cancel(identity));
    await until(
      async () => (await scheduler.look({ jobs: true, nodes: false }))?.jobs?.length === 0,
    );
    expect(isAlive(site.read('n1.pid').trim())).toBe(false);
    must(await scheduler.cancel(identity));
  });

  it('is not the one that has its name now', async () => {
    const job = site.job('replaced', 'sleep 600');
    const first = must(await scheduler.submit(job));
    must(await scheduler.cancel(first));
    await until(() => site.fake.store.all('jobs').length === 0);
    const second = must(await scheduler.submit({ ...job, output: `${job.output}-2` }));
    expect(second.since).not.toBe(first.since);
    must(await scheduler.cancel(first));
    await untilJob(scheduler, job.name, isRunning);
  });

  it('that is deleted by a person is seen to end until nothing of it is left', async () => {
    const job = site.job('deleted', 'sleep 600');
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isRunning);
    const seen: JobSight[] = [];
    const stop = scheduler.watch(({ jobs = [] }) => seen.push(...jobs));
    await until(() => seen.some(isRunning));
    site.fake.deleteJob(job.name);
    await until(
      async () => (await scheduler.look({ jobs: true, nodes: false }))?.jobs?.length === 0,
    );
    await until(() => seen.some(({ end }) => end === 'cancelled'));
    stop();
    expect(seen.find(({ end }) => end === 'cancelled')).toMatchObject({ state: 'ending' });
  });
});

describe('a job that cannot begin', () => {
  it('is stuck where its image cannot be pulled', async () => {
    const job = site.job('image', 'exit 0');
    must(await site.scheduler({ image: 'registry.example/none:1' }).submit(job));
    const stuck = await untilJob(scheduler, job.name, ({ state }) => state === 'stuck');
    expect(stuck.why).toContain('ImagePullBackOff on n');
  });

  it('waits for GPUs that another has, and says so', async () => {
    must(await scheduler.submit(site.job('first', 'sleep 600')));
    await untilJob(scheduler, 'gf-first', isRunning);
    must(await scheduler.submit(site.job('second', 'sleep 600')));
    const waiting = await untilJob(scheduler, 'gf-second', ({ why = '' }) =>
      /Unschedulable/.test(why),
    );
    expect(waiting.state).toBe('waiting');
    expect(waiting.why).toContain('Insufficient nvidia.com/gpu');
  });

  it('is stuck where its pods are forbidden, as events say', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    const namespace = site.fake.store.get('namespaces', 'training');
    site.fake.store.merge('namespaces', namespace, { metadata: { labels } }, 'admin');
    must(await scheduler.submit(site.job('forbidden', 'exit 0')));
    const stuck = await untilJob(scheduler, 'gf-forbidden', ({ state }) => state === 'stuck');
    expect(stuck.why).toContain('FailedCreate: Error creating');
    expect(stuck.why).toContain('violates PodSecurity');
  });

  it('is stuck where a node has no shared folder, which a watch hears too', async () => {
    const elsewhere = site.scheduler({ shared: join(site.folder, 'none') });
    const seen: JobSight[] = [];
    const stop = elsewhere.watch(({ jobs = [] }) => seen.push(...jobs));
    must(await elsewhere.submit(site.job('unmounted', 'exit 0')));
    await until(() => seen.some(({ state }) => state === 'stuck'));
    expect(seen.find(({ state }) => state === 'stuck')?.why).toContain('none is not a directory');
    stop();
  });

  it('fails where the shared folder is another one', async () => {
    const job = { ...site.job('share', 'exit 0'), script: join(site.folder, 'none.sh') };
    must(await scheduler.submit(job));
    const ended = await untilJob(scheduler, job.name, isOver);
    expect(ended).toMatchObject({ end: 'failed', exitCode: 78 });
    expect(ended.why).toContain('shared folder');
  });

  it('waits in its queue until that lets it in', async () => {
    const queued = site.scheduler({ queue: 'train' });
    const job = site.job('queue', 'sleep 600');
    const identity = must(await queued.submit(job));
    const waiting = await untilJob(queued, job.name, ({ state }) => state === 'waiting');
    expect(waiting.why).toBe('Suspended: waits in queue train');
    site.fake.suspend(job.name, false);
    await untilJob(queued, job.name, isRunning);
    // Kueue owns the field now, and the answer to the first submission was lost.
    expect(must(await queued.submit(job))).toEqual(identity);
  });
});

describe('a job that others end', () => {
  it.each([
    ['EvictionByEvictionAPI', 'evicted'],
    ['PreemptionByScheduler', 'evicted'],
  ] as const)('%s: is %s, and never begins again', async (reason, end) => {
    const job = site.job('evicted', 'echo x >>starts; sleep 600');
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isRunning);
    await until(() => existsSync(join(site.folder, 'starts')) && site.read('starts') === 'x\nx\n');
    site.fake.evict(site.fake.pods(job.name)[0]!, reason);
    const ended = await untilJob(scheduler, job.name, isOver);
    expect(ended).toMatchObject({ end });
    // The pod is gone, and only what its Job says of it is left.
    expect(ended.why).toContain('DisruptionTarget');
    expect(site.read('starts')).toBe('x\nx\n');
  });

  it('is out of memory', async () => {
    const job = site.job('oom', 'sleep 600');
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isRunning);
    const pod = site.fake.pods(job.name).find(({ spec }) => spec.nodeName === 'n1')!;
    site.fake.kubelets.get('n1')!.killForMemory(pod.metadata.uid);
    expect(await untilJob(scheduler, job.name, isOver)).toMatchObject({ end: 'memory' });
  });

  it('does not run twice when a queue suspends it and lets it in again', async () => {
    const job = site.job('again', 'echo x >>starts; sleep 600', { nodes: ['n0'] });
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, isRunning);
    await until(() => existsSync(join(site.folder, 'starts')));
    site.fake.suspend(job.name, true);
    expect(await untilJob(scheduler, job.name, isOver)).toMatchObject({ end: 'evicted' });
    site.fake.suspend(job.name, false);
    const ended = await untilJob(site.scheduler(), job.name, isOver);
    expect(ended).toMatchObject({ end: 'requeued', exitCode: 79 });
    expect(readFileSync(join(site.folder, 'starts'), 'utf8')).toBe('x\n');
  });
});

describe('an array', () => {
  it('runs each of its indices once, and the others when one fails', async () => {
    const {
      nodes: _nodes,
      tasksPerNode: _tasks,
      gpusPerNode: _gpus,
      ...rest
    } = site.job(
      'array',
      'echo "$GIGAFACTORY_ARRAY_INDEX" >>parts; [ "$GIGAFACTORY_ARRAY_INDEX" != 7 ]',
    );
    must(await scheduler.submitArray({ ...rest, indices: [3, 7, 11], atOnce: 2 }));
    const ended = await untilJob(scheduler, 'gf-array', isOver);
    expect(ended).toMatchObject({ end: 'failed', exitCode: 1 });
    expect(site.read('parts').trim().split('\n').sort()).toEqual(['11', '3', '7']);
  });
});
