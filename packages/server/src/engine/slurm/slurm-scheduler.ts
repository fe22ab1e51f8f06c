import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type {
  ArrayRequest,
  JobIdentity,
  JobRequest,
  JobSight,
  NodeSight,
  Scheduler,
  Sight,
} from '../cluster/index.ts';
import { isSilence } from './commands.ts';
import type { SlurmDoor } from './door.ts';
import { checkSlurm } from './examine.ts';
import { compressHostlist } from './hostlist.ts';
import { JobBook, type Unexplained } from './job-book.ts';
import type { SlurmOptions } from './options.ts';
import { choosePool, listOf } from './pool.ts';
import type { JobRow, NodeRow } from './rows.ts';
import { isDrained, isLive, isOurDrain, OUR_REASON, seeNode } from './sights.ts';
import { arraySubmission, gangSubmission, type Place, type Submission } from './submission.ts';

/** s between two looks: one call of the whole engine in that time, however large the cluster is. */
const POLL_EVERY = 5;

/** Every third look is at the nodes: what happens to a node in use shows in its job as well. */
const NODES_EVERY = 3;

/** Slurm, through its commands or through slurmrestd. */
export class SlurmScheduler implements Scheduler {
  readonly kind = 'slurm';
  readonly #door: SlurmDoor;
  readonly #options: SlurmOptions;
  readonly #book = new JobBook();
  /** Where nodes are reached; empty until the pool is known. */
  #addresses: ReadonlyMap<string, string> = new Map();
  readonly #timers = new Set<NodeJS.Timeout>();
  #place: Place | undefined;
  /** Absent until it is known. */
  #pool: { readonly names: readonly string[]; readonly list: string } | undefined;
  #isClosed = false;

  constructor(door: SlurmDoor, options: SlurmOptions) {
    this.#door = door;
    this.#options = options;
  }

  async check(needed: {
    readonly nodes: number;
    readonly gpusPerNode: number;
  }): Promise<readonly Problem[]> {
    return checkSlurm({ door: this.#door, options: this.#options, needed });
  }

  async pool(): Promise<Result<readonly string[]>> {
    const list = listOf(this.#options.nodes);
    const rows = await this.#door.nodes(list);
    if (!rows.ok) return rows;
    const chosen = choosePool(rows.value, this.#options);
    if (!chosen.ok) return chosen;
    const addresses = await this.#door.addresses(list);
    if (!addresses.ok) return addresses;
    this.#addresses = addresses.value;
    const members = new Set(chosen.value);
    const pool = [...addresses.value.keys()].filter((name) => members.has(name));
    this.#pool = { names: pool, list: compressHostlist(pool) };
    return ok(pool);
  }

  addressOf(node: string): string {
    return this.#addresses.get(node) ?? node;
  }

  async submit(job: JobRequest): Promise<Result<JobIdentity>> {
    return this.#submit(job.name, (place) => gangSubmission(job, place));
  }

  async submitArray(array: ArrayRequest): Promise<Result<JobIdentity>> {
    return this.#submit(array.name, (place) => arraySubmission(array, place));
  }

  async cancel(job: JobIdentity): Promise<Result<undefined>> {
    const rows = await this.#door.jobs();
    if (!rows.ok) return rows;
    const found = rows.value.find((row) => this.#book.isSame(row, job));
    // Ids come again: what is not this job any more is not touched.
    if (!found) return ok(undefined);
    this.#book.endIsOrdered(job);
    return this.#door.cancel(job.id);
  }

  async cordon(node: string, why: string): Promise<Result<undefined>> {
    const row = await this.#node(node);
    if (!row.ok) return row;
    if (isDrained(row.value)) return ok(undefined);
    // Nothing is placed on a node that is down, and a reason of ours would keep it there: with ReturnToService=1 Slurm gives
    // back what answers again only while the reason is its own "Not responding".
    if (seeNode(row.value).state === 'down') return ok(undefined);
    const reason = why.startsWith(OUR_REASON) ? why : OUR_REASON + why;
    return this.#door.drain(node, reason);
  }

  async uncordon(node: string): Promise<Result<undefined>> {
    const row = await this.#node(node);
    if (!row.ok) return row;
    return isOurDrain(row.value) ? this.#door.undrain(node) : ok(undefined);
  }

  async look(what: {
    readonly jobs: boolean;
    readonly nodes: boolean;
  }): Promise<Sight | undefined> {
    const jobs = what.jobs ? await this.#lookAtJobs() : undefined;
    if (what.jobs && !jobs) return undefined;
    const nodes = what.nodes ? await this.#lookAtNodes() : undefined;
    if (what.nodes && !nodes) return undefined;
    return { ...(jobs ? { jobs } : {}), ...(nodes ? { nodes } : {}) };
  }

  watch(listener: (sight: Sight) => void): () => void {
    const every = (this.#options.pollEvery ?? POLL_EVERY) * 1e3;
    let turn = 0;
    let isFull = true;
    let timer: NodeJS.Timeout;
    let isOver = false;
    const next = async (): Promise<void> => {
      const nodes = turn % NODES_EVERY === NODES_EVERY - 1;
      const sight = await this.look(isFull ? { jobs: true, nodes: true } : { jobs: !nodes, nodes });
      if (isOver || this.#isClosed) return;
      // After silence anything may have been missed.
      isFull = sight === undefined;
      turn += 1;
      if (sight) listener(sight);
      plan(every);
    };
    const plan = (delay: number): void => {
      timer = setTimeout(() => {
        this.#timers.delete(timer);
        void next();
      }, delay);
      this.#timers.add(timer);
    };
    plan(0);
    return () => {
      isOver = true;
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Looks for the job before, for the answer to an earlier submission may be lost, and again if this one's is. */
  async #submit(name: string, make: (place: Place) => Submission): Promise<Result<JobIdentity>> {
    const [before, place] = await Promise.all([this.#door.jobs(), this.#placeOfJobs()]);
    if (!before.ok) return before;
    const own = before.value.filter((row) => row.name === name);
    const live = own.find((row) => isLive(row) && row.restarts === 0);
    if (live) return ok(identityOf(live));
    if (!place.ok) return place;
    const answer = await this.#door.submit(make(place.value));
    if (!answer.ok && !answer.problems.some(isSilence)) return answer;
    const after = await this.#door.jobs();
    if (!after.ok) return after;
    const known = new Set(own.map(({ id }) => id));
    const found = after.value.find((row) =>
      answer.ok ? row.id === answer.value : row.name === name && !known.has(row.id),
    );
    if (found) return ok(identityOf(found));
    return answer.ok ? failed(vanished(name, answer.value)) : answer;
  }

  async #placeOfJobs(): Promise<Result<Place>> {
    if (this.#place) return ok(this.#place);
    const { partition, account } = this.#options;
    const row = await this.#door.partition();
    if (!row.ok) return row;
    this.#place = { partition, account, timeLimit: row.value?.maxTime };
    return ok(this.#place);
  }

  async #lookAtJobs(): Promise<readonly JobSight[] | undefined> {
    const rows = await this.#door.jobs();
    if (!rows.ok) return undefined;
    const { unwanted, unexplained } = this.#book.read(rows.value, Date.now() / 1e3);
    // What comes of it shows in a later look, and until then it is ordered again.
    for (const id of unwanted) void this.#door.cancel(id);
    for (const job of unexplained) await this.#explain(job);
    return this.#book.read(rows.value, Date.now() / 1e3).sights;
  }

  /** A job without requeue whose prolog fails is cancelled by Slurm, which drains the node and says no more. */
  async #explain({ sight, nodes, submitted }: Unexplained): Promise<void> {
    const rows = nodes === '' ? ok([]) : await this.#door.nodes(nodes);
    if (!rows.ok) return;
    const bad = rows.value.filter(
      ({ states, reason, reasonAt = 0 }) =>
        states.includes('DRAIN') && reason.startsWith('Prolog error') && reasonAt >= submitted,
    );
    const names = bad.map(({ name }) => name);
    this.#book.explain(sight.job, names);
  }

  async #lookAtNodes(): Promise<readonly NodeSight[] | undefined> {
    if (!this.#pool) {
      const pool = await this.pool();
      if (!pool.ok) return undefined;
    }
    const rows = await this.#door.nodes(this.#pool?.list);
    if (!rows.ok) return undefined;
    const byName = new Map(rows.value.map((row) => [row.name, row]));
    return this.#pool?.names.flatMap((name) => {
      const row = byName.get(name);
      return row ? [seeNode(row)] : [];
    });
  }

  async #node(name: string): Promise<Result<NodeRow>> {
    const rows = await this.#door.nodes(name);
    if (!rows.ok) return rows;
    const row = rows.value.find((node) => node.name === name);
    return row ? ok(row) : failed(noNode(name, this.#options.partition));
  }
}

function identityOf({ id, submitted }: JobRow): JobIdentity {
  return { id, since: String(submitted) };
}

function vanished(name: string, id: string): Problem {
  const message = `Slurm took job ${name} as ${id} and does not know it any more.`;
  return { code: 'slurm.refused', message };
}

function noNode(name: string, partition: string): Problem {
  const message = `Slurm has no node ${name} in partition ${partition}.`;
  return { code: 'slurm.nodes', message };
}
