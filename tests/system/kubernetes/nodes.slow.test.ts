import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scheduler, Sight } from '../../../packages/server/src/engine/cluster/scheduler.ts';
import { must, nodeOf, Site, until, untilJob } from './site.ts';

let site: Site;
let scheduler: Scheduler;

beforeEach(async () => {
  site = await Site.start({ silenceMs: 30 });
  scheduler = site.scheduler();
});

afterEach(() => site.end());

const isDown = async (name: string) => (await nodeOf(scheduler, name))?.state === 'down';

describe('the pool', () => {
  it('has nodes with GPUs in the order of their numbers, or those of a selector', async () => {
    site.fake.addNode('n10', 8, '127.0.1.11');
    site.fake.addNode('login', 0, '127.0.1.12');
    expect(must(await scheduler.pool())).toEqual(['n0', 'n1', 'n2', 'n3', 'n10']);
    const one = site.scheduler({ nodes: 'kubernetes.io/hostname in (n2, login)' });
    expect(must(await one.pool())).toEqual(['login', 'n2']);
  });

  it('is reached at the addresses of its nodes', async () => {
    must(await scheduler.pool());
    expect(scheduler.addressOf('n2', 'gf-any')).toBe('127.0.1.3');
  });
});

describe('a cordon', () => {
  it('keeps new jobs away until it is undone', async () => {
    must(await scheduler.cordon('n1', 'gigafactory: a: hardware'));
    const drain = { isOurs: true, why: 'gigafactory: a: hardware' };
    expect(await nodeOf(scheduler, 'n1')).toMatchObject({ state: 'up', drain });
    must(await scheduler.submit(site.job('kept', 'sleep 600')));
    const waiting = await untilJob(scheduler, 'gf-kept', ({ why = '' }) => /Unsched/.test(why));
    expect(waiting.why).toContain('unschedulable');
    must(await scheduler.uncordon('n1'));
    site.fake.touch();
    await untilJob(scheduler, 'gf-kept', ({ state }) => state === 'running');
    expect((await nodeOf(scheduler, 'n1'))?.drain).toBeUndefined();
  });

  it('of a person is read as what it is, and neither taken over nor undone', async () => {
    site.fake.cordon('n1', true);
    const drain = { isOurs: false, why: 'cordoned by kubectl-cordon' };
    expect(await nodeOf(scheduler, 'n1')).toMatchObject({ drain });
    must(await scheduler.cordon('n1', 'gigafactory: a: hardware'));
    must(await scheduler.uncordon('n1'));
    expect(await nodeOf(scheduler, 'n1')).toMatchObject({ drain });
  });

  it('of ours that a person undid is gone, and the next one is theirs', async () => {
    must(await scheduler.cordon('n1', 'gigafactory: a: hardware'));
    site.fake.cordon('n1', false);
    expect((await nodeOf(scheduler, 'n1'))?.drain).toBeUndefined();
    site.fake.cordon('n1', true);
    expect((await nodeOf(scheduler, 'n1'))?.drain?.isOurs).toBe(false);
    must(await scheduler.uncordon('n1'));
    expect((await nodeOf(scheduler, 'n1'))?.drain?.isOurs).toBe(false);
  });

  it('holds against what changes the node at the same time', async () => {
    site.fake.api.inject({ at: /^PATCH .*nodes/, status: 409, reason: 'Conflict', times: 2 });
    must(await scheduler.cordon('n1', 'gigafactory: a: hardware'));
    expect((await nodeOf(scheduler, 'n1'))?.drain?.isOurs).toBe(true);
  });

  it('of a node that is not there is refused', async () => {
    const refused = await scheduler.cordon('n77', 'gigafactory: a: hardware');
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'kubernetes.notFound' }] });
  });

  it('is no matter of a taint that keeps pods away, which is a drain by others', async () => {
    const node = site.fake.store.get('nodes', 'n1');
    const taints = [{ key: 'maintenance', value: 'rack', effect: 'NoSchedule' }];
    site.fake.store.merge('nodes', node, { spec: { taints } }, 'admin');
    const drain = { isOurs: false, why: 'taint maintenance=rack:NoSchedule' };
    expect(await nodeOf(scheduler, 'n1')).toMatchObject({ drain });
  });
});

describe('a node', () => {
  it('that dies is down, and its job waits for the control plane', async () => {
    const job = site.job('dies', 'sleep 600');
    const identity = must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, ({ state }) => state === 'running');
    site.fake.killNode('n1');
    await until(() => isDown('n1'));
    expect((await nodeOf(scheduler, 'n1'))?.why).toContain('Kubelet stopped posting node status');
    const [still] = (await scheduler.look({ jobs: true, nodes: false }))?.jobs ?? [];
    expect(still).toMatchObject({ state: 'running' });
    must(await scheduler.cancel(identity));
    const ended = await untilJob(scheduler, job.name, ({ state }) => state === 'ended');
    expect(ended).toMatchObject({ end: 'node', badNodes: ['n1'] });
    expect(ended.why).toContain('what ran on n1 cannot be asked');
    // Its pod is Terminating until the node is back.
    expect(site.fake.pods(job.name)).toHaveLength(1);
    site.fake.reviveNode('n1');
    await until(() => site.fake.store.all('jobs').length === 0);
    expect(await nodeOf(scheduler, 'n1')).toMatchObject({ state: 'up' });
  });

  it('that was cut off kills what it was told to when it is back', async () => {
    const job = site.job('cut', 'sleep 600');
    const identity = must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, ({ state }) => state === 'running');
    site.fake.partitionNode('n1');
    await until(() => isDown('n1'));
    must(await scheduler.cancel(identity));
    await untilJob(scheduler, job.name, ({ state }) => state === 'ended');
    expect(site.fake.kubelets.get('n1')?.pids).toHaveLength(1);
    site.fake.reviveNode('n1');
    await until(() => site.fake.store.all('jobs').length === 0);
    expect(site.fake.kubelets.get('n1')?.pids).toEqual([]);
  });

  it('that came back without its processes fails its job', async () => {
    const job = site.job('rebooted', 'sleep 600');
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, ({ state }) => state === 'running');
    site.fake.killNode('n1');
    await until(() => isDown('n1'));
    site.fake.reviveNode('n1');
    const ended = await untilJob(scheduler, job.name, ({ state }) => state === 'ended');
    expect(ended).toMatchObject({ end: 'node', badNodes: ['n1'] });
  });

  it('that is deleted is down, and so is the job that it had', async () => {
    const job = site.job('deleted', 'sleep 600');
    must(await scheduler.pool());
    must(await scheduler.submit(job));
    await untilJob(scheduler, job.name, ({ state }) => state === 'running');
    site.fake.deleteNode('n1');
    await until(() => isDown('n1'));
    expect((await nodeOf(scheduler, 'n1'))?.why).toContain('no longer in the pool');
    const ended = await untilJob(scheduler, job.name, ({ state }) => state === 'ended');
    expect(ended.end).toMatch(/node|evicted/);
  });

  it('that goes down and comes back is told to whoever watches', async () => {
    const seen: Sight[] = [];
    const stop = scheduler.watch((sight) => seen.push(sight));
    const last = () =>
      seen.findLast(({ nodes }) => nodes)?.nodes?.find(({ name }) => name === 'n2');
    await until(() => last()?.state === 'up');
    expect(seen[0]).toMatchObject({ jobs: [], nodes: [{}, {}, {}, {}] });
    site.fake.killNode('n2');
    await until(() => last()?.state === 'down');
    site.fake.reviveNode('n2');
    await until(() => last()?.state === 'up');
    stop();
  });
});
