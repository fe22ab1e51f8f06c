import type { RunId } from '@gigafactory/core/protocol';
import type { OrderMark } from '../gang/cluster.ts';
import type { EngineRun } from '../gang/options.ts';
import { Job, type JobPlan, jobNameOf, jobPrefixOf, runPrefixOf, type SavedJob } from './job.ts';
import type { JobIdentity, JobSight } from './scheduler.ts';

/** A job of ours that no attempt has: of an earlier one, or started again by others. */
export interface StaleJob {
  readonly name: string;
  readonly job: JobIdentity;
  readonly why: string;
}

export interface JobBookHost {
  /** No process of it is left. */
  over(job: Job): void;
  /** It should be cancelled. */
  stale(stale: StaleJob): void;
}

/** All jobs of an engine, and what their scheduler says of them. */
export class JobBook {
  readonly #prefixes: ReadonlyMap<RunId, string>;
  readonly #host: JobBookHost;
  #jobs: Job[] = [];
  #stale: StaleJob[] = [];

  constructor(shared: string, runs: readonly EngineRun[], host: JobBookHost) {
    const prefix = jobPrefixOf(shared);
    this.#prefixes = new Map(
      runs.map(({ run }, index) => [run, runPrefixOf(prefix, index, run)] as const),
    );
    this.#host = host;
  }

  get all(): readonly Job[] {
    return this.#jobs;
  }

  nameOf(plan: JobPlan): string {
    return jobNameOf(this.#prefixes.get(plan.run) ?? '', plan);
  }

  add(job: Job): void {
    this.#jobs.push(job);
  }

  restore({ identity, isOver, ...plan }: SavedJob): void {
    const job = new Job(plan, this.nameOf(plan));
    this.add(job);
    job.identity = identity;
    job.isOver = isOver;
    // The first sight says of each whether it is there; one that was not confirmed is submitted again.
    if (identity) job.knownSince = 0;
  }

  find(mark: OrderMark, unit: number): Job | undefined {
    return this.#jobs.find((job) => job.isOf(mark, unit));
  }

  /** Those of a run of this attempt and of earlier ones. */
  upTo({ run, attempt }: Pick<OrderMark, 'run' | 'attempt'>): Job[] {
    return this.#jobs.filter(({ plan }) => plan.run === run && plan.attempt <= attempt);
  }

  liveOf(run: RunId): Job[] {
    return this.#jobs.filter(({ plan, isOver }) => plan.run === run && !isOver);
  }

  /** What is left of jobs of a run that no attempt has. */
  staleOf(run: RunId): StaleJob[] {
    const prefix = this.#prefixes.get(run) ?? '';
    return this.#stale.filter(({ name }) => name.startsWith(prefix));
  }

  drop(jobs: readonly Job[]): void {
    this.#jobs = this.#jobs.filter((job) => !jobs.includes(job));
  }

  /** Whether a sight of jobs says anything new. */
  isNews(sights: readonly JobSight[]): boolean {
    const own = (job: Job) => sights.find((sight) => isSame(sight, job.identity));
    const isChanged = this.#jobs.some((job) => {
      if (job.isOver || !job.identity) return false;
      const now = own(job);
      return !now || now.state !== job.sight?.state || now.end !== job.sight?.end;
    });
    return isChanged || sights.some((sight) => this.#isUnknown(sight));
  }

  /** Takes in all jobs that the scheduler knew of at some time after `askedAt`, ms of this process's clock. */
  apply(sights: readonly JobSight[], askedAt: number): void {
    this.#stale = this.#stale.filter(({ job }) =>
      sights.some((sight) => isSame(sight, job) && sight.state !== 'ended'),
    );
    for (const job of this.#jobs) if (!job.isOver) this.#see(job, sights, askedAt);
    for (const sight of sights) {
      if (this.#isUnknown(sight)) this.#noteStale(sight);
    }
  }

  #see(job: Job, sights: readonly JobSight[], askedAt: number): void {
    const named = sights.filter(({ name }) => name === job.name);
    const own = job.identity
      ? named.find((sight) => isSame(sight, job.identity))
      : (named.find(({ state }) => state !== 'ended') ?? named[0]);
    if (own) {
      job.identity = own.job;
      job.sight = own;
      if (own.state === 'ended') this.#host.over(job);
    } else if (job.knownSince < askedAt) {
      // A job of this name that is another was started from it by somebody else.
      const other = named[0];
      if (other) job.sight = { ...other, state: 'ended', end: 'requeued' };
      this.#host.over(job);
    }
  }

  #isUnknown({ name, job, state }: JobSight): boolean {
    if (state === 'ended' || this.#stale.some((stale) => isSame({ job }, stale.job))) return false;
    const known = this.#jobs.find((each) => each.name === name);
    if (!known) return true;
    return known.isOver || (known.identity !== undefined && !isSame({ job }, known.identity));
  }

  #noteStale({ name, job }: JobSight): void {
    const known = this.#jobs.some((each) => each.name === name);
    const why = known ? 'it was started again by others' : 'no attempt has it';
    const stale = { name, job, why };
    this.#stale.push(stale);
    this.#host.stale(stale);
  }
}

function isSame({ job }: Pick<JobSight, 'job'>, identity: JobIdentity | undefined): boolean {
  return job.id === identity?.id && job.since === identity.since;
}
