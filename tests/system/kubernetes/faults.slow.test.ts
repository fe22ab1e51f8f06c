import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scheduler, Sight } from '../../../packages/server/src/engine/cluster/scheduler.ts';
import { examineKubernetes } from '../../../packages/server/src/engine/kubernetes/index.ts';
import { must, Site, until } from './site.ts';

let site: Site;
let scheduler: Scheduler;

beforeEach(async () => {
  site = await Site.start();
  scheduler = site.scheduler();
});

afterEach(() => site.end());

const NEEDED = { nodes: 2, gpusPerNode: 8 };

describe('an API server', () => {
  it.each([
    ['500', { status: 500 }],
    ['503', { status: 503, reason: 'ServiceUnavailable' }],
    ['429', { status: 429, reason: 'TooManyRequests', retryAfter: 0.05 }],
  ])('that answers %s is asked again', async (_name, fault) => {
    site.fake.api.inject({ at: /^PATCH .*jobs/, times: 3, ...fault });
    must(await scheduler.submit(site.job('again', 'exit 0')));
    expect(site.fake.api.calls.filter((call) => /^PATCH .*jobs/.test(call))).toHaveLength(4);
  });

  it('that answers 500 for long is a problem, and says so', async () => {
    site.fake.api.inject({
      at: /^PATCH .*jobs/,
      times: 1000,
      status: 500,
      message: 'etcd is down',
    });
    const refused = await scheduler.submit(site.job('never', 'exit 0'));
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.busy' }] });
    expect(JSON.stringify(refused)).toContain('etcd is down');
  });

  it('whose answer was lost has the job once', async () => {
    site.fake.api.inject({ at: /^PATCH .*jobs/, isLost: true });
    must(await scheduler.submit(site.job('lost', 'sleep 600')));
    expect(site.fake.store.all('jobs')).toHaveLength(1);
  });

  it('that is too slow is asked again', async () => {
    const hasty = site.scheduler({ patience: { answer: 300, order: 60_000, pause: 10 } });
    must(await hasty.pool());
    site.fake.api.inject({ at: /^GET .*nodes/, delayMs: 100_000 });
    expect(must(await hasty.pool())).toHaveLength(4);
  });

  it('that is away says nothing about jobs and nodes, and is found again', async () => {
    const job = site.job('away', 'sleep 600');
    must(await scheduler.submit(job));
    const seen: Sight[] = [];
    const stop = scheduler.watch((sight) => seen.push(sight));
    await until(() => seen.some(({ jobs }) => jobs?.some(({ state }) => state === 'running')));
    await site.fake.api.stop();
    expect(await scheduler.look({ jobs: true, nodes: true })).toBeUndefined();
    // What it had sent before may still arrive; that the job or a node is gone was never in it.
    const before = seen.findIndex(({ jobs }) => jobs?.some(({ state }) => state === 'running'));
    for (const { jobs, nodes } of seen.slice(before)) {
      expect(jobs?.length ?? 1).toBe(1);
      expect(nodes?.every(({ state }) => state === 'up') ?? true).toBe(true);
    }
    site.fake.deleteJob(job.name);
    await site.fake.api.start();
    await until(() => seen.at(-1)?.jobs?.length === 0);
    stop();
  });

  it('that forbids is a problem that names what is forbidden', async () => {
    site.fake.api.forbidden.add('patch nodes');
    const refused = await scheduler.cordon('n1', 'gigafactory: a: hardware');
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.forbidden' }] });
    expect(JSON.stringify(refused)).toContain('cannot patch resource \\"nodes\\"');
  });
});

describe('a token', () => {
  it('that has expired is a problem that says what to do', async () => {
    must(await scheduler.pool());
    site.fake.api.setToken('another');
    const refused = await scheduler.submit(site.job('expired', 'exit 0'));
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.unauthorized' }] });
    expect(JSON.stringify(refused)).toContain('log in again');
    expect(await scheduler.look({ jobs: true, nodes: true })).toBeUndefined();
  });

  it('that was renewed in the kubeconfig is taken', async () => {
    must(await scheduler.pool());
    site.fake.api.setToken('renewed');
    site.fake.token = 'renewed';
    site.fake.writeKubeconfig(join(site.folder, 'kubeconfig'));
    must(await scheduler.submit(site.job('renewed', 'exit 0')));
  });

  it('that expires during a watch, and is renewed, misses nothing', async () => {
    const seen: Sight[] = [];
    const stop = scheduler.watch((sight) => seen.push(sight));
    await until(() => seen.length > 0);
    site.fake.api.setToken('renewed');
    site.fake.api.dropWatches();
    site.fake.token = 'renewed';
    site.fake.writeKubeconfig(join(site.folder, 'kubeconfig'));
    must(await scheduler.submit(site.job('watched', 'sleep 600')));
    await until(() => seen.at(-1)?.jobs?.some(({ state }) => state === 'running'));
    stop();
  });
});

describe('a watch', () => {
  it.each([
    ['that is dropped goes on from where it was', () => undefined],
    ['whose version is gone starts again from a list', () => site.fake.store.compact()],
  ])('%s', async (_name, alsoDo) => {
    const seen: Sight[] = [];
    const stop = scheduler.watch((sight) => seen.push(sight));
    await until(() => seen.length > 0);
    await site.fake.api.stop();
    const job = site.job('while', 'sleep 600');
    site.fake.touch();
    alsoDo();
    await site.fake.api.start();
    must(await scheduler.submit(job));
    await until(() => seen.at(-1)?.jobs?.some(({ state }) => state === 'running'));
    stop();
  });

  it('hears of an error in an answer 200, and of what it missed', async () => {
    const seen: Sight[] = [];
    const stop = scheduler.watch((sight) => seen.push(sight));
    await until(() => seen.length > 0);
    site.fake.killNode('n3');
    await until(() => seen.some(({ nodes }) => nodes?.some(({ state }) => state === 'down')));
    const lists = () => site.fake.api.calls.filter((call) => call === 'GET /api/v1/nodes').length;
    const before = lists();
    await site.fake.api.stop();
    site.fake.reviveNode('n3');
    site.fake.store.compact();
    await site.fake.api.start();
    await until(() =>
      seen.findLast(({ nodes }) => nodes)?.nodes?.every(({ state }) => state === 'up'),
    );
    expect(lists()).toBe(before + 1);
    stop();
  });
});

it('reads a list again as a whole when its pieces are gone', async () => {
  for (let node = 10; node < 1100; node++) site.fake.addNode(`m${node}`, 8, '127.0.2.1');
  site.fake.api.inject({ at: /^GET .*continue=/, status: 410, reason: 'Expired' });
  expect(must(await scheduler.pool())).toHaveLength(1094);
  const calls = site.fake.api.calls.filter((call) => call === 'GET /api/v1/nodes');
  expect(calls).toHaveLength(3);
});

describe('a look before a run', () => {
  const codesOf = async (changes: Parameters<Site['scheduler']>[0] = {}, needed = NEEDED) =>
    (await site.scheduler(changes).check(needed)).map(({ code }) => code);

  it('finds nothing wrong with a good cluster', async () => {
    expect(await codesOf()).toEqual([]);
    const findings = await examineKubernetes(site.options, NEEDED);
    expect(findings.map(({ verdict }) => verdict)).toEqual(findings.map(() => 'ok'));
  });

  it('finds a partition that is too small', async () => {
    const [problem] = await site.scheduler().check({ nodes: 5, gpusPerNode: 8 });
    expect(problem?.code).toBe('kubernetes.pool');
    expect(problem?.message).toContain('4 with 8 GPUs, and the run needs 5');
    expect(await codesOf({}, { nodes: 2, gpusPerNode: 9 })).toEqual(['kubernetes.pool']);
  });

  it('finds rights that are missing, all of them', async () => {
    site.fake.api.forbidden.add('patch nodes').add('delete jobs');
    const [problem] = await scheduler.check(NEEDED);
    expect(problem).toMatchObject({ code: 'kubernetes.rights' });
    expect(problem?.message).toContain('delete jobs, patch nodes');
  });

  it.each([
    ['a namespace that is not there', { namespace: 'none' }, ['kubernetes.namespace']],
    ['a claim that is not there', { claim: 'none' }, ['kubernetes.claim']],
    ['a queue that is not there', { queue: 'none' }, ['kubernetes.queue']],
    ['a context that is not there', { context: 'none' }, ['kubernetes.config']],
    ['a kubeconfig that is not there', { kubeconfig: '/nowhere/config' }, ['kubernetes.config']],
  ])('finds %s', async (_name, changes, codes) => {
    expect(await codesOf(changes)).toEqual(codes);
  });

  it('reads several kubeconfigs as one, like KUBECONFIG', async () => {
    const empty = join(site.folder, 'empty');
    writeFileSync(empty, JSON.stringify({ clusters: [], users: [], contexts: [] }));
    expect(await codesOf({ kubeconfig: `${empty}${delimiter}${site.options.kubeconfig}` })).toEqual(
      [],
    );
  });

  it('finds a claim that only one node may write to', async () => {
    const spec = { accessModes: ['ReadWriteOnce'] };
    const metadata = { name: 'one', namespace: 'training' };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec };
    site.fake.store.create('persistentvolumeclaims', claim, 'admin');
    expect(await codesOf({ claim: 'one' })).toEqual(['kubernetes.claim']);
    expect(await codesOf({ claim: 'one' }, { nodes: 1, gpusPerNode: 8 })).toEqual([]);
  });

  it('finds a namespace whose pods may not use the network of their node', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    const namespace = site.fake.store.get('namespaces', 'training');
    site.fake.store.merge('namespaces', namespace, { metadata: { labels } }, 'admin');
    expect(await codesOf()).toEqual(['kubernetes.podSecurity']);
  });

  it('finds a server that does not answer, or lets nobody in', async () => {
    site.fake.api.setToken('another');
    expect(await codesOf()).toEqual(['kubernetes.unauthorized']);
    await site.fake.api.stop();
    expect(await codesOf()).toEqual(['kubernetes.unreachable']);
  });

  it('finds a clock that differs', async () => {
    site.fake.api.clockAhead = 60_000;
    const findings = await examineKubernetes(site.options, NEEDED);
    const clock = findings.find(({ code }) => code === 'kubernetes.clock');
    expect(clock).toMatchObject({ verdict: 'warning' });
    expect(clock?.found).toMatch(/(59|60|61) s ahead of/);
  });

  it('finds nodes that are down or drained by others', async () => {
    site.fake.cordon('n0', true);
    site.fake.cordon('n1', true);
    site.fake.killNode('n2');
    const pool = await until(async () => {
      const findings = await examineKubernetes(site.options, NEEDED);
      return findings.find(({ verdict }) => verdict === 'warning');
    });
    await until(async () => {
      const findings = await examineKubernetes(site.options, NEEDED);
      return findings.some(({ found }) => found.includes('4 nodes, 1 down, 2 cordoned or tainted'));
    });
    expect(pool.code).toBe('kubernetes.pool');
  });
});
