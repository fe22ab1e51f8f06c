import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '@gigafactory/core/base';
import type { ArrayRequest, JobIdentity, JobSight, Scheduler } from '../engine/cluster/index.ts';

/** What computing in parts needs of a scheduler. */
export type ArrayScheduler = Pick<
  Scheduler,
  'kind' | 'check' | 'submitArray' | 'cancel' | 'look' | 'close'
>;

/** How long what takes, ms; only tests hurry. */
export interface BatchTiming {
  /** From one look at the folder of answers to the next. */
  readonly poll: number;
  /** From one question to the scheduler to the next. */
  readonly look: number;
  /** From an order that was not taken to the next try. */
  readonly retry: number;
  /** How long an order is tried, and a cancelled job waited for. */
  readonly patience: number;
}

export const USUAL_TIMING: BatchTiming = {
  poll: 500,
  look: 5_000,
  retry: 5_000,
  patience: 120_000,
};

export const SCHEDULER_NAMES = { slurm: 'Slurm', kubernetes: 'Kubernetes' } as const;

/** An array that was submitted, from here or by a process before this one. */
export interface ArrayJob {
  readonly name: string;
  readonly identity: JobIdentity;
}

/** What the scheduler says of a job: `unknown` if it does not answer. */
export type ArraySight = JobSight | 'gone' | 'unknown';

/** Orders to a scheduler that may be away for a minute. */
export class ArrayOrders {
  readonly scheduler: ArrayScheduler;
  readonly #timing: BatchTiming;

  constructor(scheduler: ArrayScheduler, timing: BatchTiming) {
    this.scheduler = scheduler;
    this.#timing = timing;
  }

  /** Submits an array; tries again for a while, under its name, so that it is never there twice. */
  async submit(request: ArrayRequest, signal?: AbortSignal): Promise<Result<ArrayJob>> {
    for (const end = this.#deadline(); ; ) {
      const submitted = await this.scheduler.submitArray(request);
      if (submitted.ok)
        return { ok: true, value: { name: request.name, identity: submitted.value } };
      if (performance.now() >= end || signal?.aborted) return submitted;
      await sleep(this.#timing.retry, undefined, { signal: signal ?? undefined }).catch(() => {});
    }
  }

  async look({ identity }: ArrayJob): Promise<ArraySight> {
    const jobs = await this.jobs();
    if (!jobs) return 'unknown';
    const { id, since } = identity;
    return jobs.find(({ job }) => job.id === id && job.since === since) ?? 'gone';
  }

  /** Undefined if the scheduler does not answer. */
  async jobs(): Promise<readonly JobSight[] | undefined> {
    return (await this.scheduler.look({ jobs: true, nodes: false }))?.jobs;
  }

  /** The jobs of some names that are not over; asks for a while. Undefined if there is no answer. */
  async living(names: ReadonlySet<string>): Promise<readonly JobSight[] | undefined> {
    for (const end = this.#deadline(); ; ) {
      const jobs = await this.jobs();
      if (jobs) return jobs.filter(({ name, state }) => names.has(name) && state !== 'ended');
      if (performance.now() >= end) return undefined;
      await sleep(this.#timing.retry);
    }
  }

  /**
   * Cancels jobs, those that were submitted from here and all others of these names, and waits until nothing of
   * them is left; what a scheduler keeps of jobs that ended goes, too. Returns those that are not known to be over
   * after a while.
   */
  async endAll(own: readonly ArrayJob[], names: ReadonlySet<string>): Promise<readonly ArrayJob[]> {
    let left = own;
    for (const end = this.#deadline(); ; ) {
      // Again each time: an order may have been lost, and a job that is over is fine.
      for (const { identity } of left) await this.scheduler.cancel(identity);
      const jobs = await this.jobs();
      if (jobs) {
        const ours = jobs.filter(({ name }) => names.has(name));
        const living = ours.filter(({ state }) => state !== 'ended');
        if (living.length === 0) {
          for (const { job } of ours) await this.scheduler.cancel(job);
          return [];
        }
        left = living.map(({ name, job }) => ({ name, identity: job }));
      }
      if (performance.now() >= end) return left;
      await sleep(Math.min(this.#timing.look, 1_000));
    }
  }

  #deadline(): number {
    return performance.now() + this.#timing.patience;
  }
}
