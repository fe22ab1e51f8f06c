import { join } from 'node:path';
import type { NodeId, RunId } from '@gigafactory/core/protocol';
import type { OrderMark, RankNews, RankReport } from '../gang/cluster.ts';
import { logFolderOf } from '../gang/gang.ts';
import { LOG_LIMITS } from '../gang/options.ts';
import type { RankEnd } from '../gang/telemetry.ts';
import { type FollowedRank, Follower, type SavedTail } from './follower.ts';
import type { Job } from './job.ts';
import { Mailbox, type Use } from './mailbox.ts';
import { explainedBy, mayBeByOthers, silentEndOf, stuckEnd } from './meaning.ts';
import { type ClusterEngineOptions, PACE, type Pace } from './options.ts';
import { TailStore } from './tail-store.ts';

/** Looks that the reason of a signal is waited for. */
const LOOKS_FOR_REASON = 3;

export interface MailroomHost {
  readonly jobs: () => readonly Job[];
  nameOf(node: NodeId): string;
  idOf(name: string): NodeId | undefined;
  hear(news: RankNews): void;
  /** Asks the scheduler about all jobs now. */
  askAboutJobs(): Promise<unknown>;
  /** A sentence about a run, or about all of them. */
  say(run: RunId | undefined, text: string): void;
}

/** Looks at the mailboxes of all attempts again and again, and tells what ranks say and how they end. */
export class Mailroom {
  readonly #options: ClusterEngineOptions;
  readonly #host: MailroomHost;
  readonly #pace: Pace;
  readonly #tails: TailStore;
  readonly #followers = new Map<string, Follower>();
  /** Jobs whose ranks have all been told to have ended. */
  readonly #settled = new Set<Job>();
  #saved: readonly SavedTail[] = [];
  #ticking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLost = false;
  #isClosed = false;

  constructor(options: ClusterEngineOptions, host: MailroomHost) {
    this.#options = options;
    this.#host = host;
    this.#pace = options.pace ?? PACE;
    this.#tails = new TailStore(options.folder);
  }

  /** Whether the folder could not be read at the last look. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Takes over how far an earlier one had read. */
  restore(): void {
    this.#saved = this.#tails.read();
  }

  /** Gives the ranks of a job a line, which they will answer. */
  async tellMembers(job: Job, line: string): Promise<void> {
    const follower = this.#followerOf(job.plan);
    await follower.mailbox.tellMembers(job.part, line);
    follower.hurry();
  }

  mailboxOf({ plan }: Job): Mailbox {
    return this.#followerOf(plan).mailbox;
  }

  ranksOf(job: Job): FollowedRank[] {
    return this.#followers.get(keyOf(job.plan))?.ranksOf(job) ?? [];
  }

  /**
   * Asks what the ranks of jobs have computed, and reports on all ranks. One that its job has not started has computed
   * nothing; of one whose job waits, or that does not answer in time, nothing is known.
   */
  async measure(jobs: readonly Job[]): Promise<RankReport[]> {
    await Promise.all(jobs.map((job) => this.#measure(job).catch(() => {})));
    return this.reports();
  }

  reports(): RankReport[] {
    return [...this.#followers.values()].flatMap((follower) => follower.reports());
  }

  /** Follows the ranks of a job from now on. */
  async follow(job: Job): Promise<void> {
    const { run, attempt } = job.plan;
    const own = this.#options.runs.find((each) => each.run === run)?.folder;
    const logs = logFolderOf(own ?? this.#options.folder, run);
    const follower = this.#followerOf(job.plan);
    this.#tickLater();
    const lines = await follower.mailbox.seats(job.part).catch((error: unknown) => {
      const text = `The shared folder does not say where the ranks of job ${job.name} are: ${error}.`;
      this.#host.say(run, text);
      return [];
    });
    follower.add({
      job,
      seats: lines.flatMap(({ node: name, index, rank, replica }) => {
        const node = this.#host.idOf(name);
        const log = join(logs, `rank-${rank}.log`);
        return node === undefined ? [] : [{ rank, replica, localRank: index, node, log }];
      }),
      saved: this.#saved.filter((each) => each.run === run && each.attempt === attempt),
    });
  }

  /** Ranks of a job that have ever been started. */
  async begunOf(job: Job): Promise<FollowedRank[]> {
    const starts = await this.mailboxOf(job)
      .starts()
      .catch((): string[] => []);
    return this.ranksOf(job).filter(({ rank }) => starts.includes(`${rank}.${job.plan.command}`));
  }

  /** Looks at all mailboxes; a look that is under way may have passed what is asked about. */
  async lookNow(): Promise<void> {
    while (this.#ticking) await this.#ticking;
    const ticking = this.#tick().finally(() => {
      if (this.#ticking === ticking) this.#ticking = undefined;
      if (this.#followers.size > 0) this.#tickLater();
    });
    this.#ticking = ticking;
    await ticking;
  }

  /**
   * A scheduler says that a job is over because its daemon on a node is gone, or what watched over the ranks there: they
   * themselves may live. So every rank that began is waited for until it has written how it ended, as long as one that
   * lives needs to read that it is to end. Returns those that wrote nothing.
   */
  async untilSaid(jobs: readonly Job[]): Promise<FollowedRank[]> {
    const until = performance.now() + this.#patience;
    for (;;) {
      const silent = (await Promise.all(jobs.map((job) => this.#silentOf(job)))).flat();
      if (silent.length === 0 || performance.now() > until || this.#isClosed) return silent;
      await new Promise((resolve) => setTimeout(resolve, this.#pace.tick));
    }
  }

  /** Takes the last words of jobs that are over, and removes the mailboxes of their attempts. */
  async clear(mark: OrderMark, jobs: readonly Job[]): Promise<void> {
    while (this.#ticking) await this.#ticking;
    const keys = new Set([keyOf(mark), ...jobs.map(({ plan }) => keyOf(plan))]);
    const cleared = [...keys].flatMap((key) => this.#followers.get(key) ?? []);
    for (const key of keys) this.#followers.delete(key);
    for (const job of jobs) this.#settled.delete(job);
    for (const follower of cleared) {
      const unheard = follower.ranks.filter(({ end }) => !end);
      await Promise.all(unheard.map(({ tail }) => tail.follow(true))).catch(() => {});
      follower.close();
      await this.#clear(follower).catch(() => {
        // What is left of it says nothing to anybody, and costs a little space.
      });
    }
  }

  close(): void {
    this.#keepTails(true);
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const follower of this.#followers.values()) follower.close();
  }

  /** A rank that left no word may come back with its node: it must then read that it is to end. */
  async #clear({ mailbox, ranks }: Follower): Promise<void> {
    const said = await mailbox.ends();
    const begun = await mailbox.starts();
    const names = ranks.map(({ rank, job }) => `${rank}.${job.plan.command}`);
    const isSilent = names.some((name) => begun.includes(name) && !said.includes(name));
    await (isSilent ? mailbox.bury() : mailbox.remove());
  }

  /** Ranks of a job that may live: they began, and have not written how they ended. */
  async #silentOf(job: Job): Promise<FollowedRank[]> {
    const ranks = this.ranksOf(job);
    const { mailbox } = this.#followerOf(job.plan);
    try {
      const [begun, said] = await Promise.all([mailbox.starts(), mailbox.ends()]);
      const has = (names: readonly string[], { rank }: FollowedRank) =>
        names.includes(`${rank}.${job.plan.command}`);
      return ranks.filter((rank) => has(begun, rank) && !has(said, rank));
    } catch {
      // A folder that cannot be read says nothing of any of them.
      return ranks;
    }
  }

  /** ms in which a rank that lives reads an order and its answer is seen here. */
  get #patience(): number {
    return this.#pace.orders * 2000 + this.#pace.grace;
  }

  #tickLater(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.lookNow(), this.#pace.tick);
  }

  async #tick(): Promise<void> {
    for (const follower of [...this.#followers.values()]) {
      if (this.#isClosed) return;
      try {
        await follower.look();
        this.#isLost = false;
      } catch (error) {
        this.#isLost = true;
        this.#host.say(undefined, `The shared folder cannot be read: ${error}.`);
      }
    }
    for (const job of this.#host.jobs()) {
      if (!this.#isLost && this.ranksOf(job).length === 0) await this.follow(job);
      await this.#settle(job);
    }
    this.#keepTails(false);
  }

  /** Tells how ranks ended that left no word, once their job is over or can never begin. */
  async #settle(job: Job): Promise<void> {
    const { sight, isOver, overAt } = job;
    if (this.#settled.has(job) || !(isOver || sight?.state === 'stuck')) return;
    const follower = this.#followerOf(job.plan);
    const silent = follower.ranksOf(job).filter(({ end }) => !end);
    const mayBeWritten = !sight?.end || sight.end === 'done' || sight.end === 'failed';
    const isEarly = performance.now() - overAt < this.#pace.grace;
    if (isOver && silent.length > 0 && mayBeWritten && isEarly && !job.isEnding) return;
    this.#settled.add(job);
    const begun = await this.begunOf(job);
    const at = Date.now() * 1000;
    for (const rank of silent) {
      const name = this.#host.nameOf(rank.node);
      const how = { node: name, hasBegun: begun.includes(rank), hasAnyBegun: begun.length > 0 };
      const end = isOver || !sight ? silentEndOf(job, how) : stuckEnd(sight);
      await follower.finish(rank, end, at).catch(() => {});
    }
  }

  async #measure(job: Job): Promise<void> {
    const { mailbox } = this.#followerOf(job.plan);
    const ranks = this.ranksOf(job).filter(({ end }) => !end);
    for (const rank of ranks) rank.cpuTime = undefined;
    const begun = await this.begunOf(job);
    const question = await mailbox.askUse(job.part);
    const until = performance.now() + this.#patience;
    for (let left = ranks; left.length > 0 && performance.now() < until && !this.#isClosed; ) {
      await new Promise((resolve) => setTimeout(resolve, this.#pace.tick));
      for (const rank of left) {
        const use = begun.includes(rank)
          ? await mailbox.useOf(rank.rank, job.plan.command, question)
          : notStarted(job);
        rank.cpuTime = use?.cpuTime;
        rank.isStopped = use?.isStopped ?? rank.isStopped;
      }
      left = left.filter((rank) => rank.cpuTime === undefined && begun.includes(rank));
    }
  }

  /** A rank that died of a signal may have been killed for a reason that only the scheduler knows. */
  async #explain({ job, node }: FollowedRank, end: RankEnd): Promise<RankEnd> {
    const isOrdered = job.isEnding || (job.isSaving && end.signal === 'SIGTERM');
    if (isOrdered || !mayBeByOthers(end)) return end;
    for (let look = 0; look < LOOKS_FOR_REASON && !job.sight?.end; look++) {
      if (look > 0) await new Promise((resolve) => setTimeout(resolve, this.#pace.tick));
      await this.#host.askAboutJobs();
    }
    return explainedBy(job.sight, end, this.#host.nameOf(node));
  }

  #followerOf(plan: Pick<OrderMark, 'run' | 'attempt'>): Follower {
    const key = keyOf(plan);
    const known = this.#followers.get(key);
    if (known) return known;
    const { shared, logs, runs } = this.#options;
    const follower = new Follower({
      mailbox: new Mailbox(shared, plan.run, plan.attempt),
      logs: logs ?? LOG_LIMITS,
      progress: runs.find(({ run }) => run === plan.run)!.program.progress,
      hear: (news) => {
        if (!this.#isClosed) this.#host.hear(news);
      },
      explain: (rank, end) => this.#explain(rank, end),
    });
    this.#followers.set(key, follower);
    return follower;
  }

  #keepTails(isNow: boolean): void {
    this.#tails.keep(() => [...this.#followers.values()].flatMap((each) => each.saved()), isNow);
  }
}

/** What a rank computed that its running job has not started. */
function notStarted({ sight }: Job): Use | undefined {
  return sight?.state === 'running' ? { cpuTime: 0, isStopped: false } : undefined;
}

function keyOf({ run, attempt }: Pick<OrderMark, 'run' | 'attempt'>): string {
  return JSON.stringify([run, attempt]);
}
