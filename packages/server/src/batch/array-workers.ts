import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations, PartName } from '@gigafactory/core/api';
import { failed, ok, type Problem, type Refusal, type Result } from '@gigafactory/core/base';
import type { PartsWatch, Workers } from '../threads/in-parts.ts';
import { RunError, type RunOperation } from '../threads/run.ts';
import {
  type ArrayJob,
  type ArrayOrders,
  type ArraySight,
  type BatchTiming,
  SCHEDULER_NAMES,
} from './array-job.ts';
import type { Claim } from './claim.ts';
import { numberOf, type PartFolder } from './part-folder.ts';
import { PartKeys } from './part-keys.ts';
import { Round } from './round.ts';
import { type Shares, shareOut } from './share-out.ts';

/** A part fails so often before the whole is given up. */
const MOST_TRIES = 3;
/**
 * Parts are cut as if there were so many workers, however many tasks are running: then those that are answered
 * stay so when the same is asked again with other tasks.
 */
const CUT_FOR = 64;

export interface ArrayWorkersOptions {
  readonly orders: ArrayOrders;
  readonly folder: PartFolder;
  readonly claim: Claim;
  /** Arrays are called so, and a number. */
  readonly prefix: string;
  readonly program: string;
  /** Arrays of an earlier process that are still there. */
  readonly adopted: readonly ArrayJob[];
  /** Answers the first lives here, to say how long all will take. */
  readonly pilot: RunOperation;
  readonly shares: Shares;
  /** Tasks at once, see `ArrayOptions`. */
  readonly atOnce?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly timing: BatchTiming;
  /** Hears what the array is at. */
  readonly say: (news: string) => void;
}

/** Workers on a cluster: what they hold there is let go of at the end. */
export interface ClusterWorkers extends Workers {
  /** Why the cluster did not answer; a refusal of the operation itself is none. */
  readonly failure: Refusal | undefined;
  /** CPU time of all answers, also those that an earlier process got, s. */
  readonly cpuSeconds: number;
  /**
   * Ends what is left of the jobs for sure, and removes the folder of parts, unless it is kept for another try.
   * Returns what could not be ended.
   */
  close(): Promise<readonly Problem[]>;
}

/**
 * Workers that are tasks of a scheduler. The folder of answers alone says what is done: a task that failed, was
 * lost or cancelled has left some out, and these are asked again; one that ran twice has written the same twice.
 */
export class ArrayWorkers implements ClusterWorkers {
  readonly count = CUT_FOR;
  readonly #options: ArrayWorkersOptions;
  readonly #keys: PartKeys;
  /** Submitted, and not known to be over. */
  readonly #open: Map<string, ArrayJob>;
  #number: number;
  /** Of one life, or of a part of something else, s; the mean of those that were answered. */
  #unitSeconds: number | undefined;
  #cpuSeconds = 0;
  #failure: Refusal | undefined;

  constructor(options: ArrayWorkersOptions) {
    this.#options = options;
    this.#keys = new PartKeys(options.program);
    this.#open = new Map(options.adopted.map((job) => [job.name, job]));
    this.#number = Math.max(0, ...options.folder.arrays().map(numberOf));
  }

  get failure(): Refusal | undefined {
    return this.#failure;
  }

  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  async answerAll<Part extends PartName>(
    part: Part,
    inputs: readonly Operations[Part]['input'][],
    { signal, onPart }: PartsWatch,
  ): Promise<Result<readonly Operations[Part]['output'][]>> {
    const { folder } = this.#options;
    const round = new Round(part, inputs as unknown as Fields[], this.#keys, folder);
    try {
      onPart(0, inputs.length);
      const refused = this.#collect(round, onPart) ?? (await this.#ask(round, { signal, onPart }));
      if (refused) return refused;
    } catch (error) {
      if (!isOfSystem(error)) throw error;
      const message = `The shared folder ${folder.path} cannot be used: ${error.message}.`;
      return this.#keep(failed({ code: 'batch.shared', message }));
    }
    this.#cpuSeconds += round.cpuSeconds;
    const units = round.inputs.reduce((sum, input) => sum + unitsOf(input), 0);
    this.#unitSeconds = round.cpuSeconds / units;
    // Tasks answer the same operation as threads do.
    return ok(round.values as readonly Operations[Part]['output'][]);
  }

  async close(): Promise<readonly Problem[]> {
    const { orders, folder, claim } = this.#options;
    if (!claim.isHeld()) {
      orders.scheduler.close();
      return [];
    }
    const left = await orders.endAll([...this.#open.values()], new Set(folder.arrays()));
    claim.release();
    orders.scheduler.close();
    if (left.length === 0 && !this.#failure) folder.remove();
    const name = SCHEDULER_NAMES[orders.scheduler.kind];
    return left.map(({ identity }) => ({
      code: 'batch.cancel',
      message: `Job ${identity.id} may still be running: ${name} has not said that it is over. Cancel it, then remove ${folder.path}.`,
    }));
  }

  async #ask(round: Round, watch: PartsWatch): Promise<Refusal | undefined> {
    const [first] = round.missing;
    if (first === undefined) return undefined;
    const sized = await this.#pilot(round, first, watch.signal);
    if (!sized.ok) return sized;
    while (round.missing.length > 0) {
      const array = await this.#arrayFor(round, watch.signal);
      if (!array.ok) return this.#keep(array);
      const over = await this.#attend(array.value, round, watch);
      if (over.refused) return over.refused;
      if (over.why === undefined) continue;
      const hopeless = this.#blame(array.value, round, over.why);
      if (hopeless) return this.#keep(failed(hopeless));
      this.#options.say(`${round.missing.length} parts are tried again`);
    }
    return undefined;
  }

  /** Answers that are there are kept where the rest could not be had. */
  #keep(refusal: Refusal): Refusal {
    this.#failure = refusal;
    return refusal;
  }

  /** Says how long a unit takes, from a few that are answered here; what is wrong with the request shows here. */
  async #pilot(round: Round, index: number, signal?: AbortSignal): Promise<Result<undefined>> {
    if (this.#unitSeconds !== undefined) return ok(undefined);
    const first = round.inputs[index]!;
    let took = 0;
    // The first is slower by far, because the program has just been loaded.
    for (const lives of [1, PILOT_LIVES]) {
      const { from } = first;
      const some = typeof from === 'number' ? { ...first, before: from + lives } : first;
      const before = performance.now();
      const input = some as unknown as Operations[PartName]['input'];
      const answer = await this.#options.pilot(round.part, input, signal);
      if (!answer.ok) return answer;
      took = (performance.now() - before) / 1000 / unitsOf(some);
      if (took > LONG_PILOT_S) break;
    }
    this.#unitSeconds = took;
    return ok(undefined);
  }

  /** The array that answers parts of the round already, or a new one. */
  async #arrayFor(round: Round, signal?: AbortSignal): Promise<Result<ArrayJob>> {
    const { folder, orders } = this.#options;
    const missing = new Set(round.missing);
    for (const job of this.#open.values()) {
      const request = folder.readArray(job.name);
      const parts = request ? round.tasksOf(request).flat() : [];
      if (parts.some((part) => missing.has(part))) return ok(job);
    }
    stopIf(signal);
    const { program, shares, prefix, atOnce, labels } = this.#options;
    const parts = round.missing;
    const suspects = new Set(round.suspects.map((index) => parts.indexOf(index)));
    const seconds = parts.map((index) => unitsOf(round.inputs[index]!) * this.#unitSeconds!);
    const tasks = shareOut(seconds, suspects, { leastTasks: atOnce, ...shares }).map((task) =>
      task.map((place) => parts[place]!),
    );
    this.#number++;
    const name = `${prefix}${this.#number}`;
    folder.writeArray(name, round.requestOf(tasks, program));
    const arrayPath = folder.arrayPath(name);
    const submitted = await orders.submit(
      {
        name,
        labels: { ...labels, parts: String(parts.length), array: String(this.#number) },
        script: folder.script,
        arguments: [arrayPath],
        secrets: {},
        cwd: folder.path,
        output: `${arrayPath}/output`,
        cpusPerTask: 1,
        indices: [...tasks.keys()],
        ...(atOnce === undefined ? {} : { atOnce }),
      },
      signal,
    );
    if (submitted.ok) this.#open.set(name, submitted.value);
    return submitted;
  }

  /** Waits until an array has answered all its parts, or is over; `why` in the scheduler's words. */
  async #attend(
    job: ArrayJob,
    round: Round,
    { signal, onPart }: PartsWatch,
  ): Promise<{ readonly why?: string; readonly refused?: Refusal }> {
    const { orders, folder, timing, claim } = this.#options;
    const request = folder.readArray(job.name);
    const parts = new Set(request ? round.tasksOf(request).flat() : []);
    let asked = performance.now();
    for (;;) {
      const isDue = performance.now() - asked >= timing.look;
      const sight: ArraySight = isDue ? await orders.look(job) : 'unknown';
      if (isDue) asked = performance.now();
      // Answers come before the end of their task: those of a task that is over are all there by now.
      const refused = this.#collect(round, onPart);
      if (refused) return { refused };
      if (!round.missing.some((index) => parts.has(index))) return {};
      const why = this.#hear(job, sight);
      if (why !== undefined) {
        await orders.endAll([job], new Set([job.name]));
        this.#open.delete(job.name);
        return { why };
      }
      if (!claim.isHeld()) return { refused: this.#keep(failed(takenOver(folder))) };
      stopIf(signal);
      await sleep(timing.poll, undefined, { signal: signal ?? undefined }).catch(() => {});
    }
  }

  /** What the scheduler says of an array: why it is over or will not begin, or nothing. */
  #hear({ identity }: ArrayJob, sight: ArraySight): string | undefined {
    const { orders, say } = this.#options;
    const job = `job ${identity.id} of ${SCHEDULER_NAMES[orders.scheduler.kind]}`;
    if (sight === 'unknown') return undefined;
    if (sight === 'gone') return `${job} is no longer known there`;
    const words = sight.why === undefined ? '' : `: ${sight.why}`;
    if (sight.state === 'stuck') return `${job} cannot begin${words}`;
    if (sight.state === 'ended') return `${job} ended${words}`;
    say(`${job} is ${sight.state}${words}`);
    return undefined;
  }

  /** Blames the first part without an answer of each task. Returns the problem once one has failed too often. */
  #blame({ name }: ArrayJob, round: Round, why: string): Problem | undefined {
    const { folder } = this.#options;
    const request = folder.readArray(name);
    const missing = new Set(round.missing);
    const hopeless: { readonly index: number; readonly why: string }[] = [];
    for (const [task, parts] of (request ? round.tasksOf(request) : []).entries()) {
      const index = parts.find((part) => missing.has(part));
      if (index === undefined) continue;
      const trouble = folder.trouble(name, task);
      const reason = trouble === undefined ? why : `${why}; its task ${task} says, ${trouble}`;
      if (round.fail(index, reason) >= MOST_TRIES) hopeless.push({ index, why: reason });
    }
    const [first] = hopeless;
    if (!first) return undefined;
    const others = hopeless.length === 1 ? '' : ` (and ${hopeless.length - 1} more)`;
    const kept = `${round.done} of ${round.inputs.length} parts are answered and kept in ${folder.path}: the same command goes on from there.`;
    return {
      code: 'batch.part',
      message: `Part ${first.index + 1}, ${round.describe(first.index)}${others}, failed ${MOST_TRIES} times; the last time: ${first.why}. ${kept}`,
    };
  }

  /** Takes in new answers; the first refusal among them is the answer to all. */
  #collect(round: Round, onPart: PartsWatch['onPart']): Refusal | undefined {
    const found = round.collect();
    if (found.length > 0) onPart(round.done, round.inputs.length);
    return round.refusalOf(found);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const PILOT_LIVES = 4;
const LONG_PILOT_S = 2;

/** Lives of a part. */
function unitsOf({ from, before }: Fields): number {
  return typeof from === 'number' && typeof before === 'number' ? before - from : 1;
}

function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new RunError('cancelled', 'Cancelled.');
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function takenOver(folder: PartFolder): Problem {
  const message = `Another process has taken over ${folder.path}, because this one stood still for a while.`;
  return { code: 'batch.claimed', message };
}
