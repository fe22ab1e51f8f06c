import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  examineSlurm,
  type JobIdentity,
  type JobRequest,
  type JobSight,
  openSlurm,
  type Scheduler,
  type SlurmOptions,
} from '@gigafactory/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { IS_SYSTEM } from './needed.mjs';
import { SlurmCluster } from './slurm.mjs';

/** A busy machine takes seconds for a job. */
const SOON = { timeout: 60_000, interval: 300 };

describe.skipIf(!IS_SYSTEM)('a real Slurm', () => {
  let cluster: SlurmCluster;
  let rest: { url: string; token: string } | undefined;
  let names = 0;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ settings: { SlurmdTimeout: 15, KillWait: 2 } });
    rest = await cluster.startRest();
  });

  afterAll(() => cluster?.stop());

  function options(way: string, others: Partial<SlurmOptions> = {}): SlurmOptions {
    const door =
      rest && way === 'slurmrestd' ? { url: rest.url, token: () => rest?.token } : undefined;
    const commands = cluster.bin;
    const environment = { ...process.env, ...cluster.env };
    const base = { prefix: 'gf-', partition: 'gpu', commands, environment, rest: door };
    return { ...base, ...others };
  }

  /** A job whose tasks write down their seat and wait, or do what `body` says. */
  function job(nodes: readonly string[], body = 'exec sleep 600'): JobRequest {
    names += 1;
    const folder = join(cluster.shared, `job-${names}`);
    mkdirSync(join(folder, 'seats'), { recursive: true });
    const script = join(folder, 'rank.sh');
    const seat = `${folder}/seats/$GIGAFACTORY_SEAT_NODE-$GIGAFACTORY_SEAT_INDEX`;
    writeFileSync(script, `echo "$TOP_SECRET $*" > ${seat}\n${body}\n`);
    return {
      name: `gf-job-${names}`,
      labels: { run: 'a', attempt: '1' },
      nodes,
      tasksPerNode: 2,
      script,
      arguments: ["it's", '$HOME'],
      secrets: { TOP_SECRET: 's3cret, 1' },
      gpusPerNode: 8,
      cwd: folder,
      output: join(folder, 'slurm'),
    };
  }

  async function see(scheduler: Scheduler, job: JobIdentity): Promise<JobSight | undefined> {
    const sight = await scheduler.look({ jobs: true, nodes: false });
    return sight?.jobs?.find((seen) => seen.job.id === job.id && seen.job.since === job.since);
  }

  async function submit(scheduler: Scheduler, request: JobRequest): Promise<JobIdentity> {
    const answer = await scheduler.submit(request);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    const tasks = request.nodes.length * request.tasksPerNode;
    const seats = () => readdirSync(join(request.cwd, 'seats')).length;
    if (request.nodes.length > 0) await expect.poll(seats, SOON).toBe(tasks);
    return answer.value;
  }

  async function untilOver(scheduler: Scheduler, job: JobIdentity): Promise<JobSight | undefined> {
    await expect.poll(async () => (await see(scheduler, job))?.state, SOON).toBe('ended');
    return see(scheduler, job);
  }

  function controller(): number {
    const all = cluster.processes();
    const found = all.find(({ argv }) => argv[0]?.endsWith('/slurmctld'));
    if (!found) throw new Error('no slurmctld');
    return found.pid;
  }

  describe.each(['commands', 'slurmrestd'])('by %s', (way) => {
    let scheduler: Scheduler;

    beforeAll(() => {
      scheduler = openSlurm(options(way));
    });

    afterEach(async () => {
      await cluster.run('scancel', '--user=root');
      const isIdle = async () => (await cluster.ask('squeue', '--noheader')).trim();
      await expect.poll(isIdle, SOON).toBe('');
    });

    it('is found fit, or not', async () => {
      const findings = await examineSlurm(options(way), { nodes: 8, gpusPerNode: 8 });
      expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
      const small = openSlurm(options(way, { partition: 'small' }));
      const codes = async (what: Scheduler, nodes: number, gpusPerNode: number) =>
        (await what.check({ nodes, gpusPerNode })).map(({ code }) => code);
      expect(await codes(small, 2, 8)).toEqual(['slurm.nodes']);
      expect(await codes(scheduler, 1, 9)).toEqual(['slurm.gpus']);
      const none = openSlurm(options(way, { partition: 'nix' }));
      expect(await codes(none, 1, 8)).toEqual(['slurm.partition']);
      expect(await scheduler.pool()).toEqual({ ok: true, value: cluster.nodes });
      expect(scheduler.addressOf('n3', '')).toBe(cluster.addressOf('n3'));
    });

    it('runs a gang on its nodes and nowhere else, with its seats and secrets, and ends it', async () => {
      const request = job(['n1', 'n2', 'n5']);
      const started = await submit(scheduler, request);
      const seats = readdirSync(join(request.cwd, 'seats')).sort();
      expect(seats).toEqual(['n1-0', 'n1-1', 'n2-0', 'n2-1', 'n5-0', 'n5-1']);
      expect(readFileSync(join(request.cwd, 'seats', 'n5-1'), 'utf8')).toBe(
        "s3cret, 1 it's $HOME\n",
      );
      expect(await cluster.ask('scontrol', 'show', 'job', started.id)).not.toContain('s3cret');
      expect((await see(scheduler, started))?.state).toBe('running');
      // Given again it is the same one.
      expect(await scheduler.submit(request)).toEqual({ ok: true, value: started });
      await scheduler.cancel(started);
      expect(await untilOver(scheduler, started)).toMatchObject({ end: 'cancelled' });
      expect(cluster.ranks()).toEqual([]);
    });

    it('ends all tasks with the first that fails', async () => {
      const body =
        'while [ ! -e go ]; do sleep 0.1; done\n[ $SLURM_PROCID = 1 ] && exit 17\nsleep 600';
      const request = job(['n1', 'n2'], body);
      const started = await submit(scheduler, request);
      writeFileSync(join(request.cwd, 'go'), '');
      expect(await untilOver(scheduler, started)).toMatchObject({ end: 'failed' });
      expect(cluster.ranks()).toEqual([]);
    });

    it('knows a job that somebody requeues, and does not let it run again', async () => {
      const request = job(['n1']);
      const started = await submit(scheduler, request);
      expect((await see(scheduler, started))?.state).toBe('running');
      rmSync(join(request.cwd, 'seats', 'n1-0'));
      expect((await cluster.run('scontrol', 'requeue', started.id)).code).not.toBe(0);
      await cluster.ask('scontrol', 'update', `JobId=${started.id}`, 'Requeue=1');
      await cluster.ask('scontrol', 'requeue', started.id);
      const over = await untilOver(scheduler, started);
      expect(over).toMatchObject({ end: 'requeued', job: started });
      expect(readdirSync(join(request.cwd, 'seats'))).toEqual(['n1-1']);
    });

    it('tells its drains from those of others', async () => {
      await scheduler.cordon('n4', 'a: xid 79');
      await cluster.ask('scontrol', 'update', 'NodeName=n5', 'State=DRAIN', 'Reason=bad | fan');
      const nodes = (await scheduler.look({ jobs: false, nodes: true }))?.nodes ?? [];
      const drains = nodes.flatMap(({ name, drain }) => (drain ? [{ name, ...drain }] : []));
      expect(drains).toMatchObject([
        { name: 'n4', isOurs: true, why: 'gigafactory: a: xid 79' },
        { name: 'n5', isOurs: false, why: expect.stringContaining('bad | fan (root') },
      ]);
      for (const node of ['n4', 'n5']) await scheduler.uncordon(node);
      expect(await cluster.stateOf('n4')).not.toContain('DRAIN');
      expect(await cluster.stateOf('n5')).toContain('DRAIN');
      await cluster.ask('scontrol', 'update', 'NodeName=n5', 'State=RESUME');
    });

    it('is silent while its controller stands still, and finds the job whose answer was lost', async () => {
      const hasty = openSlurm(options(way, { patience: 3 }));
      await hasty.pool();
      await hasty.submit(job(['n7']));
      const pid = controller();
      const request = job(['n1']);
      // After the first question, before the submission is answered.
      const submitting = hasty.submit(request);
      await new Promise((resolve) => setTimeout(resolve, 150));
      process.kill(pid, 'SIGSTOP');
      const answer = await submitting;
      expect(await hasty.look({ jobs: true, nodes: true })).toBeUndefined();
      process.kill(pid, 'SIGCONT');
      const jobs = async () => (await hasty.look({ jobs: true, nodes: false }))?.jobs;
      await expect.poll(jobs, SOON).toBeDefined();
      // On a busy machine an answer may be late once more: then it is asked for again, as the supervisor does.
      let again = await hasty.submit(request);
      while (!again.ok && again.problems[0]?.code === 'slurm.silent')
        again = await hasty.submit(request);
      expect(again.ok).toBe(true);
      if (answer.ok) expect(again).toEqual(answer);
      await expect.poll(jobs, SOON).toBeDefined();
      const same = (await jobs())?.filter(({ name }) => name === request.name);
      expect(same?.map(({ job }) => job)).toEqual(again.ok ? [again.value] : []);
    });

    it('runs an array, and sees it fail as one', async () => {
      const { nodes: _, tasksPerNode: __, gpusPerNode: ___, ...request } = job([], '');
      writeFileSync(
        request.script,
        'echo $GIGAFACTORY_ARRAY_INDEX > part-$GIGAFACTORY_ARRAY_INDEX\n[ $GIGAFACTORY_ARRAY_INDEX != 3 ]\n',
      );
      const answer = await scheduler.submitArray({ ...request, indices: [0, 1, 3, 7], atOnce: 2 });
      if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
      expect(await untilOver(scheduler, answer.value)).toMatchObject({ end: 'failed' });
      const parts = readdirSync(request.cwd).filter((name) => name.startsWith('part-'));
      expect(parts.sort()).toEqual(['part-0', 'part-1', 'part-3', 'part-7']);
    });
  });

  it('ends a job whose node dies, and names the node', async () => {
    const scheduler = openSlurm(options('commands'));
    const started = await submit(scheduler, job(['n6', 'n7']));
    cluster.killNode('n6');
    const over = await untilOver(scheduler, started);
    expect(over).toMatchObject({ end: 'node', badNodes: ['n6'] });
    const state = async () => {
      const nodes = (await scheduler.look({ jobs: false, nodes: true }))?.nodes;
      return nodes?.find(({ name }) => name === 'n6')?.state;
    };
    await expect.poll(state, { timeout: 120_000, interval: 500 }).toBe('down');
    cluster.startDaemon('n6');
    await expect.poll(state, SOON).toBe('up');
  });

  it('refuses a token that has expired, and takes the next', async () => {
    const { stdout } = await cluster.run('scontrol', 'token', 'username=root', 'lifespan=1');
    let token = stdout.trim().split('=')[1];
    const url = rest?.url ?? '';
    const scheduler = openSlurm(options('slurmrestd', { rest: { url, token: () => token } }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const codes = async () =>
      (await scheduler.check({ nodes: 1, gpusPerNode: 8 })).map(({ code }) => code);
    expect(await codes()).toEqual(['slurm.token']);
    token = rest?.token;
    expect(await codes()).toEqual([]);
  });
});
