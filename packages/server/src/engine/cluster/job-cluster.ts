import type { NodeId, RunId } from '@gigafactory/core/protocol';
import type {
  Address,
  Cluster,
  ClusterHost,
  ClusterNode,
  KnownAttempts,
  OrderMark,
  Outcome,
  SavedCluster,
  Seat,
  StartOrder,
} from '../gang/cluster.ts';
import { GangEngine } from '../gang/gang-engine.ts';
import type { EngineRun } from '../gang/options.ts';
import type { RealEngine } from '../gang/telemetry.ts';
import { Eye } from './eye.ts';
import type { FollowedRank } from './follower.ts';
import { Job, portOf, type SavedJob, unitOf } from './job.ts';
import { JobBook, type StaleJob } from './job-book.ts';
import type { SeatLine } from './mailbox.ts';
import { Mailroom } from './mailroom.ts';
import { type ClusterEngineOptions, PACE, type Pace } from './options.ts';
import type { JobRequest, Scheduler, Sight } from './scheduler.ts';
import { type SavedNodes, SiteNodes } from './site-nodes.ts';

/** ms that an order to end waits for its jobs before it says that they are left. */
const END_PATIENCE = 60_000;
/** ms between two looks at jobs that are ending: the first, and at most. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 2000;
/** ms after which a scheduler that did not answer is asked again while attaching. */
const AGAIN = 2000;

/** What is written down of a cluster by jobs. */
interface SavedJobs {
  readonly jobs: readonly SavedJob[];
  readonly nodes: SavedNodes;
}

/** Nodes of a scheduler: ranks are tasks of its jobs, and are told and heard of through a shared folder. */
export class JobCluster implements Cluster {
  readonly #options: ClusterEngineOptions;
  readonly #host: ClusterHost;
  readonly #scheduler: Scheduler;
  readonly #pace: Pace;
  readonly #nodes: SiteNodes;
  readonly #book: JobBook;
  readonly #eye: Eye;
  readonly #room: Mailroom;
  readonly #submitting = new Map<Job, Promise<boolean>>();
  /** Sentences that were said, so that each is said once. */
  readonly #said = new Set<string>();
  #unwatch: (() => void) | undefined;
  #isClosed = false;

  constructor(options: ClusterEngineOptions, host: ClusterHost) {
    const { scheduler, shared, runs, nodes } = options;
    this.#options = options;
    this.#host = host;
    this.#scheduler = scheduler;
    this.#pace = options.pace ?? PACE;
    const names = runs.map(({ run }) => run).join(', ');
    this.#nodes = new SiteNodes(nodes, { host, scheduler, runs: names });
    this.#book = new JobBook(shared, runs, {
      over: (job) => this.#onOver(job),
      stale: (stale) => void this.#cancelStale(stale),
    });
    this.#eye = new Eye(scheduler, (sight, askedAt) => this.#see(sight, askedAt));
    this.#room = new Mailroom(options, {
      jobs: () => this.#book.all,
      nameOf: (node) => this.#nodes.all[node]!.name,
      idOf: (name) => this.#nodes.idOf(name),
      hear: (news) => host.hear(news),
      askAboutJobs: () => this.#eye.ask({ jobs: true, nodes: false }),
      say: (run, text) => (run === undefined ? this.#sayToAll(text) : this.#say(run, text)),
    });
  }

  get nodes(): readonly ClusterNode[] {
    return this.#nodes.all;
  }

  restore({ broken, cordoned, cluster }: SavedCluster): void {
    const { jobs = [], nodes = {} } = (cluster ?? {}) as Partial<SavedJobs>;
    this.#nodes.restore(broken, cordoned, nodes);
    for (const job of jobs) this.#book.restore(job);
  }

  snapshot(): SavedCluster {
    const nodes = this.#nodes.all;
    const cluster: SavedJobs = {
      jobs: this.#book.all.map(({ saved }) => saved),
      nodes: this.#nodes.saved,
    };
    return {
      broken: nodes.filter(({ isBroken }) => isBroken).map(({ id }) => id),
      cordoned: nodes.filter(({ isKept }) => isKept).map(({ id }) => id),
      cluster,
    };
  }

  async attach(known: KnownAttempts): Promise<void> {
    this.#room.restore();
    const { all } = this.#book;
    this.#book.drop(all.filter(({ plan }) => known.get(plan.run) !== plan.attempt));
    for (const job of this.#book.all) {
      await this.#room.follow(job);
      if ((await this.#room.begunOf(job)).length > 0) job.knownSince = 0;
    }
    while (!(await this.#eye.ask({ jobs: true, nodes: true }))) {
      if (this.#isClosed) return;
      this.#sayToAll('The scheduler does not answer: nothing can be ordered until it does.');
      await sleep(AGAIN);
    }
    await this.#room.lookNow();
    this.#unwatch = this.#scheduler.watch((sight) => this.#glance(sight));
    this.#host.learn(this.#room.reports());
  }

  async raise(ids: readonly NodeId[]): Promise<boolean> {
    const isAnswered = await this.#eye.ask({ jobs: false, nodes: true });
    const nodes = ids.flatMap((id) => this.#nodes.all[id] ?? []);
    return (
      isAnswered &&
      nodes.length === ids.length &&
      nodes.every(({ isWell, isBroken }) => isWell && !isBroken)
    );
  }

  async addresses(mark: OrderMark, seats: readonly Seat[]): Promise<Address[]> {
    const run = this.#runOf(mark.run);
    return seats.map(({ rank, replica, node }) => {
      const name = this.#book.nameOf({ ...mark, unit: unitOf(run, replica) });
      const host = this.#scheduler.addressOf(this.#nodes.all[node]!.name, name);
      return { host, port: portOf(this.#options.shared, mark, rank) };
    });
  }

  async start(order: StartOrder): Promise<Outcome> {
    const run = this.#runOf(order.run);
    const units = new Set(order.seats.map(({ replica }) => unitOf(run, replica)));
    const notes: string[] = [];
    const starts = [...units].map(async (unit) => {
      try {
        return await this.#startUnit(order, unit, notes);
      } catch (error) {
        notes.push(`Ranks could not be prepared in ${this.#options.shared}: ${error}.`);
        return false;
      }
    });
    return { isDone: (await Promise.all(starts)).every((isDone) => isDone), notes };
  }

  async end(mark: OrderMark, _: readonly NodeId[], ranks?: ReadonlySet<number>): Promise<Outcome> {
    const jobs = this.#book
      .upTo(mark)
      .filter((job) => !ranks || this.#room.ranksOf(job).some(({ rank }) => ranks.has(rank)));
    await Promise.all(jobs.map((job) => this.#orderEnd(job)));
    const left = await this.#untilOver(jobs, ranks ? undefined : mark.run);
    if (left.length > 0) return { isDone: false, notes: left };
    const silent = await this.#room.untilSaid(jobs);
    await this.#room.lookNow();
    if (!ranks) {
      this.#book.drop(jobs);
      await this.#room.clear(mark, jobs);
    }
    this.#host.write();
    return { isDone: true, notes: silent.map((rank) => this.#takenForDead(rank)) };
  }

  async tellToSave(mark: OrderMark): Promise<void> {
    const jobs = this.#book.liveOf(mark.run).filter(({ isSaving }) => !isSaving);
    await Promise.all(
      jobs.map(async (job) => {
        job.isSaving = true;
        await this.#room
          .mailboxOf(job)
          .order(job.part, 'save')
          .catch(() => {
            // Sent again, it is tried again.
            job.isSaving = false;
          });
      }),
    );
  }

  async tellMembers(
    mark: OrderMark,
    _: readonly NodeId[],
    { text }: { readonly generation: number; readonly text: string },
  ): Promise<boolean> {
    const tells = this.#book.liveOf(mark.run).map((job) =>
      this.#room.tellMembers(job, text).then(
        () => true,
        () => false,
      ),
    );
    return (await Promise.all(tells)).every((isTold) => isTold);
  }

  async look(run: RunId, ids: readonly NodeId[], isInDoubt: boolean): Promise<boolean> {
    await this.#room.lookNow();
    if (this.#book.liveOf(run).length === 0) return true;
    const isAnswered = await this.#eye.ask({ jobs: true, nodes: true });
    await this.#room.lookNow();
    if (isInDoubt) this.#host.learn(await this.#room.measure(this.#book.liveOf(run)));
    if (!isAnswered || this.#room.isLost) return false;
    return ids.every((id) => (this.#nodes.all[id]?.sight?.state ?? 'unknown') !== 'unknown');
  }

  blame(id: NodeId): void {
    this.#nodes.blame(id);
  }

  cordon(id: NodeId): Promise<boolean> {
    return this.#orderNode(this.#nodes.cordon(id));
  }

  uncordon(id: NodeId): Promise<boolean> {
    return this.#orderNode(this.#nodes.uncordon(id));
  }

  /** What is known of a node is looked up first: an old sight may have been before it broke. */
  async repair(id: NodeId): Promise<boolean> {
    const isAnswered = await this.#eye.ask({ jobs: false, nodes: true });
    return isAnswered && (await this.#nodes.repair(id));
  }

  /** Jobs end with their attempt: free nodes hold nothing but drains. */
  dismiss(): Promise<void> {
    return this.#nodes.release();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#room.close();
    this.#unwatch?.();
    this.#eye.close();
    this.#scheduler.close();
  }

  async #orderNode(order: Promise<boolean>): Promise<boolean> {
    const isDone = await order;
    // Only a drain that was seen can be seen to be undone by a person.
    if (isDone) await this.#eye.ask({ jobs: false, nodes: true });
    return isDone;
  }

  async #startUnit(order: StartOrder, unit: number, notes: string[]): Promise<boolean> {
    const known = this.#book.find(order, unit);
    if (known?.isOver || known?.identity) return true;
    const run = this.#runOf(order.run);
    const own = order.seats.filter(({ replica }) => unitOf(run, replica) === unit);
    const job = known ?? (await this.#prepare(order, unit, own));
    const submitting = this.#submit(job, order, own, notes).finally(() =>
      this.#submitting.delete(job),
    );
    this.#submitting.set(job, submitting);
    return submitting;
  }

  async #prepare(order: StartOrder, unit: number, own: StartOrder['seats']): Promise<Job> {
    const { run, attempt, epoch, command } = order;
    const plan = { run, attempt, epoch, command, unit };
    const job = new Job(plan, this.#book.nameOf(plan));
    const mailbox = this.#room.mailboxOf(job);
    await mailbox.open(this.#runOf(run).job);
    const seats = own.map(
      ({ rank, replica, node, localRank, environment }): SeatLine => ({
        ...{ rank, replica },
        node: this.#nodes.all[node]!.name,
        index: localRank,
        place: Number(environment['NODE_RANK']),
      }),
    );
    await mailbox.prepare(job.part, order, seats);
    this.#book.add(job);
    await this.#room.follow(job);
    // A job that was submitted and is in no state would be taken for a stale one.
    this.#host.write();
    return job;
  }

  async #submit(
    job: Job,
    order: StartOrder,
    own: StartOrder['seats'],
    notes: string[],
  ): Promise<boolean> {
    // An answer may have been lost: what has begun is found or over, and never begun again.
    if ((await this.#room.begunOf(job)).length > 0) {
      job.knownSince = 0;
      await this.#eye.ask({ jobs: true, nodes: false });
      return job.isOver || job.identity !== undefined;
    }
    const request = await this.#requestOf(job, order, own);
    const result = await this.#scheduler.submit(request);
    if (!result.ok) {
      for (const { message } of result.problems) notes.push(message);
      return false;
    }
    job.identity ??= result.value;
    job.knownSince = performance.now();
    this.#host.write();
    // Whether it waits, and why.
    void this.#eye.ask({ jobs: true, nodes: false });
    return true;
  }

  async #requestOf(job: Job, order: StartOrder, own: StartOrder['seats']): Promise<JobRequest> {
    const mailbox = this.#room.mailboxOf(job);
    const token = (await mailbox.token()) ?? '';
    const forwards = this.#scheduler.kind === 'kubernetes';
    const { run, attempt, epoch, command, unit } = job.plan;
    const nodes = [...new Set(own.map(({ node }) => this.#nodes.all[node]!.name))];
    const labels = { run, attempt, epoch, command, unit };
    return {
      name: job.name,
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [name, String(value)]),
      ),
      nodes,
      tasksPerNode: this.#runOf(run).ranksPerNode,
      script: mailbox.script,
      arguments: [
        mailbox.path,
        job.part,
        token,
        String(this.#pace.orders),
        order.hearsMembers ? 'yes' : 'no',
        forwards ? 'yes' : 'no',
      ],
      secrets: order.secrets,
      gpusPerNode: this.#options.gpusPerNode,
      cpusPerTask: order.limits.cpusPerRank,
      memoryPerTask: order.limits.memoryPerRank,
      cwd: mailbox.path,
      output: mailbox.outputOf(job.part),
    };
  }

  /** Has a job killed, by its scheduler and by its own ranks, whichever hears of it first. */
  async #orderEnd(job: Job): Promise<void> {
    job.isEnding = true;
    await this.#submitting.get(job)?.catch(() => {});
    await this.#room
      .mailboxOf(job)
      .order(job.part, 'end')
      .catch(() => {});
    if (job.isOver) return;
    if (job.identity) await this.#scheduler.cancel(job.identity);
    // One whose submission was not answered is there by now, or never will be.
    else job.knownSince = Math.min(job.knownSince, performance.now());
  }

  /** Waits until jobs are over, and all that is stale of a run; returns why some are not. */
  async #untilOver(jobs: readonly Job[], run: RunId | undefined): Promise<string[]> {
    const until = performance.now() + END_PATIENCE;
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const live = jobs.filter(({ isOver }) => !isOver);
      const stale = run === undefined ? [] : this.#book.staleOf(run);
      if (live.length + stale.length === 0) return [];
      const isAnswered = await this.#eye.ask({ jobs: true, nodes: false });
      const left = jobs.filter(({ isOver }) => !isOver);
      if (left.length + (run === undefined ? 0 : this.#book.staleOf(run).length) === 0) return [];
      if (this.#isClosed) return ['the engine was closed'];
      if (performance.now() > until) {
        if (!isAnswered)
          return ['The scheduler does not answer: whether all ranks are gone is not known.'];
        return left.map(
          ({ name, sight }) => `Job ${name} is not over: ${sight?.why ?? 'it is being ended'}.`,
        );
      }
      await sleep(wait);
      if (wait < LONGEST_WAIT) continue;
      for (const job of left) if (job.identity) await this.#scheduler.cancel(job.identity);
      for (const each of stale) await this.#scheduler.cancel(each.job);
    }
  }

  #see({ jobs, nodes }: Sight, askedAt: number): void {
    if (nodes) this.#nodes.apply(nodes);
    if (!jobs) return;
    this.#book.apply(jobs, askedAt);
    for (const { name, sight, plan, isEnding } of this.#book.all) {
      if (sight?.state !== 'waiting' || !sight.why || isEnding) continue;
      this.#say(plan.run, `Job ${name} waits: ${sight.why}.`);
    }
  }

  /** What a scheduler tells by itself may be older than what it was asked: news are looked at again. */
  #glance({ jobs, nodes }: Sight): void {
    const areJobsNews = jobs !== undefined && this.#book.isNews(jobs);
    const areNodesNews = nodes !== undefined && this.#nodes.isNews(nodes);
    if (this.#isClosed || !(areJobsNews || areNodesNews)) return;
    const what = { jobs: areJobsNews, nodes: areNodesNews };
    void this.#eye.ask(what).then(() => this.#room.lookNow());
  }

  #takenForDead({ rank, node, job }: FollowedRank): string {
    const { name } = this.#nodes.all[node]!;
    return `Rank ${rank} on ${name} left no word. It is taken for dead, because its job ${job.name} is over; if it lives it ends when it sees the shared folder again.`;
  }

  #onOver(job: Job): void {
    job.isOver = true;
    job.overAt = performance.now();
    const { sight, plan, name, isEnding } = job;
    if (!isEnding && sight?.why && sight.end !== 'done')
      this.#say(plan.run, `Job ${name}: ${sight.why}.`);
  }

  async #cancelStale({ name, job, why }: StaleJob): Promise<void> {
    this.#sayToAll(`Job ${name} is cancelled: ${why}.`);
    await this.#scheduler.cancel(job);
  }

  #runOf(run: RunId): EngineRun {
    return this.#options.runs.find((each) => each.run === run)!;
  }

  #say(run: RunId, text: string): void {
    const key = JSON.stringify([run, text]);
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#host.note(run, text);
  }

  #sayToAll(text: string): void {
    for (const { run } of this.#options.runs) this.#say(run, text);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Attaches to the nodes of a scheduler, with whatever an earlier engine left running there. */
export function attachClusterEngine(options: ClusterEngineOptions): RealEngine {
  return new GangEngine(options, (host) => new JobCluster(options, host));
}
