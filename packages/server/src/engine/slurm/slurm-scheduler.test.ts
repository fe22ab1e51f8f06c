import { failed, ok, type Result } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import type { JobRequest, Sight } from '../cluster/index.ts';
import { silent } from './commands.ts';
import type { SlurmDoor } from './door.ts';
import { examineDoor } from './examine.ts';
import type { SlurmOptions } from './options.ts';
import type { JobRow, NodeRow, PartitionRow } from './rows.ts';
import { SlurmScheduler } from './slurm-scheduler.ts';
import type { Submission } from './submission.ts';

const JOB: JobRequest = {
  name: 'gf-a-1',
  labels: {},
  nodes: ['n0', 'n1'],
  tasksPerNode: 8,
  script: '/shared/rank.sh',
  arguments: [],
  secrets: {},
  gpusPerNode: 8,
  cwd: '/shared',
  output: '/shared/out',
};

const OPTIONS: SlurmOptions = { prefix: 'gf-', partition: 'gpu', nodes: 'n[0-3]' };

/** A Slurm that does as it is told, and can be made to fail. */
class FakeDoor implements SlurmDoor {
  readonly said: string[] = [];
  readonly rows: JobRow[] = [];
  readonly nodeRows: NodeRow[] = ['n0', 'n1', 'n2', 'n3'].map((name) => ({
    name,
    states: ['IDLE'],
    reason: '',
    gpus: 8,
  }));
  isSilent = false;
  /** The next submission is taken, and its answer lost. */
  losesAnswer = false;
  refusal: string | undefined;
  version = '24.11.5';
  part: PartitionRow | undefined = { name: 'gpu', state: 'UP', maxTime: 60, deniedAccounts: [] };
  mayDrainNodes = true;
  submitted: Submission[] = [];

  async release(): Promise<Result<string>> {
    return this.#answer('release', this.version);
  }

  async partition(): Promise<Result<PartitionRow | undefined>> {
    return this.#answer('partition', this.part);
  }

  async jobs(): Promise<Result<readonly JobRow[]>> {
    return this.#answer('jobs', [...this.rows]);
  }

  async nodes(list?: string): Promise<Result<readonly NodeRow[]>> {
    const one = this.nodeRows.filter(({ name }) => name === list);
    return this.#answer(`nodes ${list}`, one.length > 0 ? one : this.nodeRows);
  }

  async addresses(): Promise<Result<ReadonlyMap<string, string>>> {
    const sites = this.nodeRows.map(({ name }) => [name, `${name}.site`] as const);
    return this.#answer('addresses', new Map(sites));
  }

  async submit(submission: Submission): Promise<Result<string>> {
    this.submitted.push(submission);
    if (this.refusal) return failed({ code: 'slurm.refused', message: this.refusal });
    const id = String(100 + this.submitted.length);
    this.add({ id, name: submission.name, states: ['PENDING'] });
    if (this.losesAnswer) return failed(silent('lost'));
    return this.#answer('submit', id);
  }

  async rehearse(): Promise<Result<boolean>> {
    return this.refusal
      ? failed({ code: 'slurm.refused', message: this.refusal })
      : this.#answer('rehearse', true);
  }

  async cancel(id: string): Promise<Result<undefined>> {
    return this.#answer(`cancel ${id}`, undefined);
  }

  async drain(node: string, reason: string): Promise<Result<undefined>> {
    return this.#answer(`drain ${node} ${reason}`, undefined);
  }

  async undrain(node: string): Promise<Result<undefined>> {
    return this.#answer(`undrain ${node}`, undefined);
  }

  async mayDrain(): Promise<Result<boolean>> {
    return this.#answer('mayDrain', this.mayDrainNodes);
  }

  add(row: Partial<JobRow> & Pick<JobRow, 'id' | 'name'>): void {
    const whole = { states: ['RUNNING'], reason: 'None', submitted: 5, restarts: 0, nodes: 'n0' };
    this.rows.push({ ...whole, ...row });
  }

  setNode(name: string, states: string, reason = ''): void {
    const index = this.nodeRows.findIndex((node) => node.name === name);
    this.nodeRows[index] = {
      ...this.nodeRows[index]!,
      states: states.split('+'),
      reason,
      reasonAt: 6,
    };
  }

  #answer<Value>(what: string, value: Value): Result<Value> {
    this.said.push(what);
    return this.isSilent ? failed(silent('stopped')) : ok(value);
  }
}

function open(options: Partial<SlurmOptions> = {}) {
  const door = new FakeDoor();
  return { door, scheduler: new SlurmScheduler(door, { ...OPTIONS, ...options }) };
}

describe('submit', () => {
  it('submits nothing while Slurm is silent, for the job may be there', async () => {
    const { door, scheduler } = open();
    door.isSilent = true;
    expect(await scheduler.submit(JOB)).toMatchObject({ problems: [{ code: 'slurm.silent' }] });
    expect(door.submitted).toEqual([]);
  });

  it('says what Slurm has against it', async () => {
    const { door, scheduler } = open();
    door.refusal = 'Invalid node name specified';
    expect(await scheduler.submit(JOB)).toMatchObject({
      problems: [{ message: 'Invalid node name specified' }],
    });
  });

  it('finds the job whose answer was lost, by its name', async () => {
    const { door, scheduler } = open();
    door.add({ id: '9', name: 'gf-a-1', states: ['CANCELLED'] });
    door.losesAnswer = true;
    expect(await scheduler.submit(JOB)).toEqual({ ok: true, value: { id: '101', since: '5' } });
    door.losesAnswer = false;
    expect(await scheduler.submit(JOB)).toEqual({ ok: true, value: { id: '101', since: '5' } });
    expect(door.submitted.length).toBe(1);
  });

  it('asks for the time that the partition gives, not for its default', async () => {
    const { door, scheduler } = open({ account: 'lab' });
    await scheduler.submit(JOB);
    expect(door.submitted[0]).toMatchObject({ partition: 'gpu', account: 'lab', timeLimit: 60 });
  });
});

describe('cancel', () => {
  it('touches no other job that was given the id, and none that is gone', async () => {
    const { door, scheduler } = open();
    door.add({ id: '9', name: 'gf-b', submitted: 50 });
    expect(await scheduler.cancel({ id: '9', since: '5' })).toEqual({ ok: true, value: undefined });
    expect(await scheduler.cancel({ id: '8', since: '5' })).toEqual({ ok: true, value: undefined });
    expect(door.said.filter((word) => word.startsWith('cancel'))).toEqual([]);
    await scheduler.cancel({ id: '9', since: '50' });
    expect(door.said).toContain('cancel 9');
  });

  it('is no success while Slurm is silent', async () => {
    const { door, scheduler } = open();
    door.isSilent = true;
    expect((await scheduler.cancel({ id: '9', since: '5' })).ok).toBe(false);
  });
});

describe('cordon and uncordon', () => {
  it('keep the reasons of others', async () => {
    const { door, scheduler } = open();
    door.setNode('n0', 'IDLE+DRAIN', 'bad fan');
    await scheduler.cordon('n0', 'a: xid 79');
    await scheduler.uncordon('n0');
    expect(door.said.filter((word) => /^(un)?drain/.test(word))).toEqual([]);
  });

  it('leave the reason of a node that is down, by which Slurm gives it back', async () => {
    const { door, scheduler } = open();
    door.setNode('n0', 'DOWN+NOT_RESPONDING', 'Not responding');
    expect(await scheduler.cordon('n0', 'a: node is down')).toEqual({ ok: true, value: undefined });
    expect(door.said.filter((word) => /^(un)?drain/.test(word))).toEqual([]);
  });

  it('give ours and take it away', async () => {
    const { door, scheduler } = open();
    await scheduler.cordon('n0', 'a: xid 79');
    expect(door.said).toContain('drain n0 gigafactory: a: xid 79');
    door.setNode('n0', 'IDLE+DRAIN', 'gigafactory: a: xid 79');
    await scheduler.uncordon('n0');
    expect(door.said).toContain('undrain n0');
  });

  it('refuse a node that the partition does not have', async () => {
    const { scheduler } = open();
    expect(await scheduler.cordon('n9', 'x')).toMatchObject({
      problems: [{ code: 'slurm.nodes' }],
    });
  });
});

describe('look', () => {
  it('says nothing at all while Slurm is silent', async () => {
    const { door, scheduler } = open();
    door.isSilent = true;
    expect(await scheduler.look({ jobs: true, nodes: true })).toBeUndefined();
  });

  it('cancels the second run of a requeued job', async () => {
    const { door, scheduler } = open();
    door.add({ id: '9', name: 'gf-a-1', restarts: 1 });
    const sight = await scheduler.look({ jobs: true, nodes: false });
    expect(sight?.jobs).toMatchObject([{ state: 'ending' }]);
    expect(door.said).toContain('cancel 9');
  });

  it('blames a node whose prolog failed after the job was submitted, and asks once', async () => {
    const { door, scheduler } = open();
    door.add({ id: '9', name: 'gf-a-1', states: ['CANCELLED'] });
    door.setNode('n0', 'IDLE+DRAIN', 'Prolog error');
    const [first] = (await scheduler.look({ jobs: true, nodes: false }))?.jobs ?? [];
    expect(first).toMatchObject({ state: 'ended', end: 'node', badNodes: ['n0'] });
    await scheduler.look({ jobs: true, nodes: false });
    expect(door.said.filter((word) => word === 'nodes n0').length).toBe(1);
  });

  it('does not blame one for what it was drained for before', async () => {
    const { door, scheduler } = open();
    door.add({ id: '9', name: 'gf-a-1', states: ['CANCELLED'], submitted: 7 });
    door.setNode('n0', 'IDLE+DRAIN', 'Prolog error');
    const sight = await scheduler.look({ jobs: true, nodes: false });
    expect(sight?.jobs).toMatchObject([{ end: 'cancelled' }]);
  });

  it('learns where nodes are reached, and tells of them in the order of Slurm', async () => {
    const { door, scheduler } = open();
    expect(scheduler.addressOf('n1')).toBe('n1');
    door.nodeRows.reverse();
    const sight = await scheduler.look({ jobs: false, nodes: true });
    expect(scheduler.addressOf('n1')).toBe('n1.site');
    expect(sight?.nodes?.map(({ name }) => name)).toEqual(['n3', 'n2', 'n1', 'n0']);
    door.nodeRows.reverse();
    const again = await scheduler.look({ jobs: false, nodes: true });
    expect(again?.nodes?.map(({ name }) => name)).toEqual(['n3', 'n2', 'n1', 'n0']);
  });
});

describe('watch', () => {
  it('sees all of it first and after silence, then mostly jobs, with one call each time', async () => {
    const { door, scheduler } = open({ pollEvery: 0.01 });
    await scheduler.pool();
    door.said.length = 0;
    const sights: Sight[] = [];
    await new Promise<void>((resolve) => {
      const stop = scheduler.watch((sight) => {
        sights.push(sight);
        if (sights.length === 6) {
          door.isSilent = true;
          setTimeout(() => {
            door.isSilent = false;
          }, 50);
        }
        if (sights.length < 8) return;
        stop();
        resolve();
      });
    });
    const shapes = sights.map(({ jobs, nodes }) => `${jobs ? 'jobs' : ''}${nodes ? 'nodes' : ''}`);
    expect(shapes.slice(0, 7)).toEqual([
      'jobsnodes',
      'jobs',
      'nodes',
      'jobs',
      'jobs',
      'nodes',
      'jobsnodes',
    ]);
    expect(door.said.slice(0, 7)).toEqual([
      'jobs',
      'nodes n[0-3]',
      'jobs',
      'nodes n[0-3]',
      'jobs',
      'jobs',
      'nodes n[0-3]',
    ]);
    scheduler.close();
  });

  it('is over once it is stopped or closed', async () => {
    const { door, scheduler } = open({ pollEvery: 0.01 });
    const seen: Sight[] = [];
    scheduler.watch((sight) => seen.push(sight));
    const stop = scheduler.watch((sight) => seen.push(sight));
    stop();
    scheduler.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
    expect(door.said).toEqual([]);
  });
});

describe('check and doctor', () => {
  const needed = { nodes: 4, gpusPerNode: 8 };

  async function codes(change: (door: FakeDoor) => void, options: Partial<SlurmOptions> = {}) {
    const { door, scheduler } = open(options);
    change(door);
    const problems = await scheduler.check(needed);
    return problems.map(({ code }) => code);
  }

  it('find nothing wrong', async () => {
    expect(await codes(() => {})).toEqual([]);
  });

  const part = { name: 'gpu', state: 'UP', deniedAccounts: [] };
  const rows = new FakeDoor().nodeRows;
  const wrong: readonly (readonly [string, Partial<FakeDoor>, string])[] = [
    ['silence', { isSilent: true }, 'slurm.silent'],
    ['an old release', { version: '21.08.8' }, 'slurm.version'],
    ['no partition', { part: undefined }, 'slurm.partition'],
    ['one that is down', { part: { ...part, state: 'DOWN' } }, 'slurm.partition'],
    ['a closed account', { part: { ...part, accounts: ['other'] } }, 'slurm.account'],
    ['an account that is denied', { part: { ...part, deniedAccounts: ['lab'] } }, 'slurm.account'],
    ['too few nodes', { nodeRows: rows.slice(1) }, 'slurm.nodes'],
    ['too few GPUs', { nodeRows: rows.map((row) => ({ ...row, gpus: 4 })) }, 'slurm.gpus'],
    ['a refusal', { refusal: 'no' }, 'slurm.refused'],
  ];

  it.each(wrong)('find %s', async (_, change, code) => {
    const options = { account: 'lab', nodes: undefined };
    expect(await codes((door) => void Object.assign(door, change), options)).toEqual([code]);
  });

  it('names nodes of the file that the partition does not have', async () => {
    const { scheduler } = open({ nodes: 'n[2-5]' });
    const [problem] = await scheduler.check(needed);
    expect(problem?.message).toContain('Partition gpu does not have n[4-5]');
    expect((await scheduler.pool()).ok).toBe(false);
  });

  it('tell a person what works, what works less well, and what to do', async () => {
    const { door } = open();
    door.mayDrainNodes = false;
    door.setNode('n3', 'DOWN', 'RMA');
    const findings = await examineDoor({ door, options: OPTIONS, needed });
    expect(findings.map(({ code, verdict }) => `${code} ${verdict}`)).toEqual([
      'slurm.version ok',
      'slurm.partition warning',
      'slurm.nodes warning',
      'slurm.drain warning',
    ]);
    expect(findings[2]?.found).toBe(
      '3 of 4 nodes of partition gpu can be used now, and 4 are needed.',
    );
  });
});
