import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_SYSTEM } from './needed.mjs';
import { freePorts, SlurmCluster } from './slurm.mjs';

describe.skipIf(!IS_SYSTEM)('a Slurm cluster for tests', () => {
  let cluster: SlurmCluster;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ settings: { SlurmdTimeout: 15 } });
  });

  afterAll(() => cluster?.stop());

  /** Calls a program of Slurm as a program of this machine does. */
  function call(command: string, args: readonly string[], env = {}) {
    const options = { env: { ...cluster.env, ...env }, cwd: cluster.shared };
    return spawnSync(command, args, { ...options, encoding: 'utf8' });
  }

  /** A job of 64 tasks that runs until it is ended, once all of them do; its id. */
  async function startGang(): Promise<string> {
    const script = join(cluster.shared, 'gang.sh');
    writeFileSync(script, '#!/bin/sh\nexec srun --kill-on-bad-exit=1 sleep 600\n');
    const gang = ['-N8', '--ntasks-per-node=8', '--gres=gpu:8', '--no-requeue', '--parsable'];
    const { stdout, stderr } = call('sbatch', [...gang, script]);
    if (!/^\d+$/m.test(stdout)) throw new Error(`${stdout}${stderr}`);
    // Nodes may still be ending the job of the test before.
    await expect.poll(() => cluster.ranks().length, { timeout: 120_000 }).toBe(64);
    return stdout.trim();
  }

  const stateOf = (job: string) =>
    call('squeue', ['-h', '-t', 'all', '-j', job, '-o', '%T']).stdout.trim();
  const whole = (job: string) => ({ timeout: 120_000, message: `state of job ${job}` });

  it('is of version 24.11, with 8 nodes of 8 GPUs each', () => {
    expect(call('sinfo', ['--version']).stdout).toMatch(/^slurm-wlm 24\.11\./);
    const sinfo = call('sinfo', ['-h', '-N', '-p', 'gpu', '-o', '%N %T %G'])
      .stdout.trim()
      .split('\n');
    expect(sinfo).toEqual(cluster.nodes.map((node) => `${node} idle gpu:h100:8`));
  });

  it('passes on the folder, the environment and the exit code of a call', () => {
    const say = 'pwd; echo $WORD $SLURMD_NODENAME; exit 7';
    const { stdout, status } = call('srun', ['-w', 'n5', 'sh', '-c', say], { WORD: 'a b' });
    expect(stdout).toBe(`${cluster.shared}\na b n5\n`);
    expect(status).toBe(7);
  });

  it('shows its nodes this repository and the program of Node', () => {
    const path = 'tests/system/slurm.test.ts';
    const read = `console.log(require('fs').existsSync(${JSON.stringify(join(process.cwd(), path))}))`;
    expect(call('srun', [process.execPath, '-e', read]).stdout).toBe('true\n');
  });

  it('answers over HTTP those that have a token, and nobody else', async () => {
    const { url, token, kill } = await cluster.startRest();
    const ask = (headers: Record<string, string>) =>
      fetch(`${url}/slurm/v0.0.42/nodes`, { headers });
    const answer = await ask({ 'X-SLURM-USER-TOKEN': token });
    expect(await answer.json()).toMatchObject({ nodes: cluster.nodes.map((name) => ({ name })) });
    expect((await ask({})).status).toBe(401);
    expect(kill()).toBe(1);
    await expect(ask({})).rejects.toThrow();
  });

  it('ends a gang of which one rank is killed', async () => {
    const job = await startGang();
    const [victim] = cluster.ranks('n3');
    process.kill(victim!.pid, 'SIGKILL');
    await expect.poll(() => stateOf(job), whole(job)).toBe('FAILED');
    expect(cluster.ranks()).toEqual([]);
  });

  it('goes on with a controller that was killed and started again', async () => {
    const job = await startGang();
    const begun = Date.now();
    // What has not changed is not saved again, and the job may have been saved just before.
    call('scontrol', ['update', `JobId=${job}`, 'Comment=changed']);
    await expect.poll(() => cluster.savedAt, { timeout: 60_000 }).toBeGreaterThan(begun);
    expect(cluster.killController()).toBeGreaterThan(0);
    expect(call('squeue', []).status).not.toBe(0);
    await cluster.startController();
    await expect.poll(() => stateOf(job), whole(job)).toBe('RUNNING');
    expect(cluster.ranks()).toHaveLength(64);
    call('scancel', [job]);
    await expect.poll(() => stateOf(job), whole(job)).toBe('CANCELLED');
  });

  it('loses a node whose power goes, and has it back', async () => {
    const job = await startGang();
    expect(cluster.killNode('n6')).toBe(1 + 1 + 8);
    await cluster.untilNode('n6', /^DOWN/);
    await cluster.startDaemon('n6');
    await cluster.untilNode('n6', /^IDLE$/);
    expect(stateOf(job)).not.toBe('RUNNING');
  });

  it('kills daemons and what watches over jobs apart from the jobs', async () => {
    const job = await startGang();
    expect(cluster.killDaemon('n2')).toBe(1);
    expect(cluster.killStepds('n2')).toBe(1);
    expect(cluster.ranks('n2')).toHaveLength(8);
    await cluster.startDaemon('n2');
    call('scancel', [job]);
    await expect.poll(() => stateOf(job), whole(job)).not.toBe('RUNNING');
  });
});

describe.skipIf(!IS_SYSTEM)('a Slurm cluster of which a port is taken meanwhile', () => {
  it('starts on others, and says what its daemons logged when all are taken', async () => {
    const taken = await freePorts(3);
    const other = createServer().listen(taken + 2, '0.0.0.0');
    await once(other, 'listening');
    const ports = [taken, await freePorts(3)];
    const cluster = await SlurmCluster.start({ nodes: 2, ports: async () => ports.shift()! });
    await cluster.stop();
    expect(ports).toEqual([]);
    const never = SlurmCluster.start({ nodes: 2, ports: async () => taken });
    await expect(never).rejects.toThrow(`Unable to bind listen port (${taken + 2})`);
    other.close();
  });
});

describe.skipIf(!IS_SYSTEM)('what is left of a cluster whose process was killed', () => {
  it('is no process and no mount at once, and no file once the next one starts', async () => {
    const path = JSON.stringify(join(import.meta.dirname, 'slurm.mjs'));
    const program = `const { SlurmCluster } = await import(${path});
      const { home } = await SlurmCluster.start({ nodes: 1 });
      console.log('home', home); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    let home = '';
    for await (const line of lines) {
      if (line.startsWith('home ')) home = line.slice(5);
      if (home) break;
    }
    expect(mentioning(home)).not.toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => mentioning(home)).toEqual([]);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(home);
    expect(existsSync(home)).toBe(true);
    await (await SlurmCluster.start({ nodes: 1 })).stop();
    expect(existsSync(home)).toBe(false);
  });

  /** Processes that have a path in their arguments. */
  function mentioning(path: string): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => argumentsOf(pid))
      .filter((text) => text.includes(path));
  }

  function argumentsOf(pid: string): string {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }
});

describe.skipIf(!IS_SYSTEM)('a Slurm controller of 12,500 nodes', () => {
  let cluster: SlurmCluster;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ nodes: 12_500, isCloud: true });
  });

  afterAll(() => cluster?.stop());

  it('says where a gang of 1,024 of them would go', async () => {
    const { stderr, code } = await cluster.run('sbatch', '--test-only', '-N1024', '--wrap=true');
    expect(stderr).toMatch(/to start at .* on nodes n/);
    expect(code).toBe(0);
  });
});
