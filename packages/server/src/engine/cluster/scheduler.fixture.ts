import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { findByEnvironment, signal } from '../../process/processes.ts';
import type {
  ArrayRequest,
  JobEnd,
  JobIdentity,
  JobRequest,
  JobSight,
  NodeSight,
  Scheduler,
  Sight,
} from './scheduler.ts';

/** Marks every process of a job, and on which node it is. */
const JOB_VARIABLE = 'TEST_JOB';
const NODE_VARIABLE = 'TEST_NODE';

interface Running {
  readonly identity: JobIdentity;
  readonly request: JobRequest;
  sight: JobSight;
  living: number;
}

interface Node {
  readonly name: string;
  isUp: boolean;
  drain: NodeSight['drain'];
}

/** What goes wrong at a site, until it is set back. */
export interface Trouble {
  /** It answers nothing. */
  isSilent: boolean;
  /** It does what it is told, and its answer is lost. */
  losesAnswers: boolean;
  /** Nodes on which the script cannot be read: the folder is not theirs. */
  unshared: ReadonlySet<string>;
  /** Jobs wait instead of beginning. */
  isFull: boolean;
}

/**
 * A scheduler that starts real processes of this machine: one script for each task, with what it is told in its
 * environment. It outlives the engines that use it.
 */
export class TestSite {
  readonly trouble: Trouble = {
    isSilent: false,
    losesAnswers: false,
    unshared: new Set(),
    isFull: false,
  };
  /** Calls that were answered or not, by name. */
  readonly calls: string[] = [];
  readonly requests: JobRequest[] = [];
  readonly #nodes: readonly Node[];
  #jobs: Running[] = [];
  #tasks: { readonly pid: number; readonly node: string }[] = [];
  #listeners: ((sight: Sight) => void)[] = [];
  #count = 0;

  constructor(names: readonly string[]) {
    this.#nodes = names.map((name) => ({ name, isUp: true, drain: undefined }));
  }

  /** A connection of one engine to it. */
  open(kind: Scheduler['kind'] = 'slurm'): Scheduler {
    return new TestScheduler(kind, this);
  }

  watch(listener: (sight: Sight) => void): () => void {
    this.#listeners.push(listener);
    listener(this.sight());
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  sight(): Sight {
    return {
      jobs: this.#jobs.map(({ sight }) => sight),
      nodes: this.#nodes.map(({ name, isUp, drain }) => ({
        name,
        state: isUp ? 'up' : 'down',
        drain,
        why: isUp ? undefined : 'not responding',
      })),
    };
  }

  submit(request: JobRequest): JobIdentity {
    const live = this.#jobs.find(
      (job) => job.request.name === request.name && job.sight.state !== 'ended',
    );
    if (live) return live.identity;
    this.requests.push(request);
    const identity = { id: String(++this.#count), since: `t${this.#count}` };
    this.#add(request, identity);
    return identity;
  }

  /** Runs what waited for nodes. */
  begin(): void {
    this.trouble.isFull = false;
    for (const job of this.#jobs) if (job.sight.state === 'waiting') this.#run(job);
  }

  cancel({ id }: JobIdentity, end: JobEnd = 'cancelled'): void {
    const job = this.#jobs.find(({ identity }) => identity.id === id);
    if (!job || job.sight.state === 'ended') return;
    this.#end(job, end, `${end} by someone`);
  }

  /** Somebody at the site ends all jobs. */
  cancelAll(end: JobEnd = 'cancelled'): void {
    for (const { identity } of this.#jobs) this.cancel(identity, end);
  }

  /** Somebody ends all jobs and has the scheduler run them again under their names. */
  requeueAll(): void {
    for (const job of [...this.#jobs]) {
      if (job.sight.state !== 'running') continue;
      this.#kill(job.request.name);
      this.#jobs = this.#jobs.filter((other) => other !== job);
      this.#add(job.request, { ...job.identity, since: `${job.identity.since}+` });
    }
    this.#tell();
  }

  /** The scheduler forgets what has ended, or even what runs. */
  forget(): void {
    this.#jobs = [];
    this.#tell();
  }

  /** A node dies, and all that runs on it; its job is ended some time later. */
  killNode(name: string): void {
    const node = this.#find(name);
    node.isUp = false;
    killAll({ [NODE_VARIABLE]: name });
    for (const job of this.#jobs) {
      if (!job.request.nodes.includes(name) || job.sight.state === 'ended') continue;
      this.#end(job, 'node', `node ${name} failed`, [name]);
    }
    this.#tell();
  }

  /** A node is taken for dead, with its jobs, and everything on it lives: its daemon is gone, or cut off. */
  loseNode(name: string): void {
    this.#find(name).isUp = false;
    for (const job of this.#jobs) {
      if (!job.request.nodes.includes(name) || job.sight.state === 'ended') continue;
      job.sight = { ...job.sight, state: 'ended', end: 'node', why: 'NODE_FAIL', badNodes: [name] };
    }
    this.#tell();
  }

  /** Stops everything on a node, or lets it go on. */
  signalNode(name: string, which: 'SIGSTOP' | 'SIGCONT'): void {
    for (const each of findByEnvironment({ [NODE_VARIABLE]: name })) signal(each, which);
  }

  /** The script of a rank is killed, and not its program; no end of the task is noticed. */
  killScript(name: string): void {
    for (const { pid, node } of this.#tasks) if (node === name) process.kill(pid, 'SIGKILL');
    this.#tasks = this.#tasks.filter(({ node }) => node !== name);
  }

  raiseNode(name: string): void {
    this.#find(name).isUp = true;
    this.#tell();
  }

  drain(name: string, why: string): void {
    this.#find(name).drain = { isOurs: false, why };
    this.#tell();
  }

  resume(name: string): void {
    this.#find(name).drain = undefined;
    this.#tell();
  }

  drainOf(name: string): NodeSight['drain'] {
    return this.#find(name).drain;
  }

  /** A site repairs what is drained and down. */
  cordon(name: string, why: string): void {
    const node = this.#find(name);
    node.drain ??= { isOurs: true, why };
    node.isUp = true;
    this.#tell();
  }

  uncordon(name: string): void {
    const node = this.#find(name);
    if (node.drain?.isOurs) node.drain = undefined;
    this.#tell();
  }

  close(): void {
    this.#listeners = [];
    for (const { name } of this.requests) this.#kill(name);
  }

  #find(name: string): Node {
    return this.#nodes.find((node) => node.name === name)!;
  }

  #add(request: JobRequest, identity: JobIdentity): void {
    const sight = {
      job: identity,
      name: request.name,
      state: 'waiting',
      why: 'Resources',
    } as const;
    const job = { identity, request, sight, living: 0 };
    this.#jobs.push(job);
    if (!this.trouble.isFull) this.#run(job);
    this.#tell();
  }

  #run(job: Running): void {
    const { request } = job;
    job.sight = { job: job.identity, name: request.name, state: 'running' };
    const tasks = request.nodes.flatMap((node) =>
      Array.from({ length: request.tasksPerNode }, (_, index) => ({ node, index })),
    );
    job.living = tasks.length;
    for (const { node, index } of tasks) this.#startTask(job, node, index);
  }

  #startTask(job: Running, node: string, index: number): void {
    const { request } = job;
    const output = openSync(`${request.output}.log`, 'a');
    const argv = this.trouble.unshared.has(node)
      ? ['-c', 'exit 78']
      : [request.script, ...request.arguments];
    const child = spawn('/bin/sh', argv, {
      cwd: request.cwd,
      stdio: ['ignore', output, output],
      env: {
        PATH: process.env['PATH'],
        ...request.secrets,
        GIGAFACTORY_SEAT_NODE: node,
        GIGAFACTORY_SEAT_INDEX: String(index),
        [JOB_VARIABLE]: request.name,
        [NODE_VARIABLE]: node,
      },
    });
    closeSync(output);
    if (child.pid !== undefined) this.#tasks.push({ pid: child.pid, node });
    child.on('exit', (code, killedBy) => {
      job.living--;
      // A scheduler that follows processes sees the program go on.
      if (killedBy === null && job.sight.state !== 'ended') this.#onExit(job, code);
    });
  }

  #onExit(job: Running, code: number | null): void {
    if (code !== 0) this.#end(job, 'failed', `exit code ${code}`, undefined, code ?? undefined);
    else if (job.living === 0) this.#end(job, 'done', 'all tasks are done', undefined, 0);
  }

  #end(
    job: Running,
    end: JobEnd,
    why: string,
    badNodes?: readonly string[],
    exitCode?: number,
  ): void {
    const { identity, request } = job;
    job.sight = { job: identity, name: request.name, state: 'ended', end, why, badNodes, exitCode };
    this.#kill(request.name, end);
    this.#tell();
  }

  /**
   * A job that is cancelled has time to leave: its scripts see their programs die, say how, and end. Of one that ends
   * otherwise everything is killed.
   */
  #kill(name: string, end?: JobEnd): void {
    const spared = end === 'cancelled' ? this.#tasks.map(({ pid }) => pid) : [];
    killAll({ [JOB_VARIABLE]: name }, spared);
  }

  #tell(): void {
    if (this.trouble.isSilent) return;
    for (const listener of this.#listeners) listener(this.sight());
  }
}

/** Kills until nothing is left: what is killed may just be starting another. */
function killAll(marks: Readonly<Record<string, string>>, but: readonly number[] = []): void {
  const find = () => findByEnvironment(marks).filter(({ pid }) => !but.includes(pid));
  for (let left = find(); left.length > 0; left = find()) {
    for (const each of left) signal(each, 'SIGKILL');
  }
}

const SILENT: Problem = { code: 'test.silent', message: 'The scheduler does not answer.' };

class TestScheduler implements Scheduler {
  readonly kind: Scheduler['kind'];
  readonly #site: TestSite;
  #unwatch: () => void = () => {};

  constructor(kind: Scheduler['kind'], site: TestSite) {
    this.kind = kind;
    this.#site = site;
  }

  async check(): Promise<readonly Problem[]> {
    return [];
  }

  async pool(): Promise<Result<readonly string[]>> {
    return ok(this.#site.sight().nodes!.map(({ name }) => name));
  }

  addressOf(node: string): string {
    return `${node}.test`;
  }

  submit(job: JobRequest): Promise<Result<JobIdentity>> {
    return this.#call('submit', () => this.#site.submit(job));
  }

  async submitArray(_: ArrayRequest): Promise<Result<JobIdentity>> {
    throw new Error('no engine submits arrays');
  }

  cancel(job: JobIdentity): Promise<Result<undefined>> {
    return this.#call('cancel', () => {
      this.#site.cancel(job);
      return undefined;
    });
  }

  cordon(node: string, why: string): Promise<Result<undefined>> {
    return this.#call('cordon', () => {
      this.#site.cordon(node, why);
      return undefined;
    });
  }

  uncordon(node: string): Promise<Result<undefined>> {
    return this.#call('uncordon', () => {
      this.#site.uncordon(node);
      return undefined;
    });
  }

  async look({ jobs, nodes }: { readonly jobs: boolean; readonly nodes: boolean }) {
    const answer = await this.#call('look', () => this.#site.sight());
    if (!answer.ok) return undefined;
    const { value } = answer;
    return { jobs: jobs ? value.jobs : undefined, nodes: nodes ? value.nodes : undefined };
  }

  watch(listener: (sight: Sight) => void): () => void {
    this.#unwatch = this.#site.watch(listener);
    return this.#unwatch;
  }

  close(): void {
    this.#unwatch();
  }

  async #call<T>(name: string, act: () => T): Promise<Result<T>> {
    const { trouble, calls } = this.#site;
    calls.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    if (trouble.isSilent) return failed(SILENT);
    const value = act();
    return trouble.losesAnswers ? failed(SILENT) : ok(value);
  }
}
