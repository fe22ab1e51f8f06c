import { constants } from 'node:os';
import type { AttemptId, CommandId, NodeId, ReplicaId, RunId } from '@gigafactory/core/protocol';
import type { RankNews, RankReport } from '../gang/cluster.ts';
import { LogFile } from '../gang/log-file.ts';
import type { LogLimits, ProgressFormat } from '../gang/options.ts';
import type { Saying } from '../gang/progress/format.ts';
import type { RankEnd } from '../gang/telemetry.ts';
import type { Job } from './job.ts';
import type { Mailbox, WrittenEnd } from './mailbox.ts';
import { NOT_STARTED_EXITS } from './rank-script.ts';
import { RankTail, type TailPosition } from './rank-tail.ts';

/** Ranks whose output is read at least at each look, besides those that speak for others. */
const IN_TURN = 32;
/** Looks in which all of them are read once: soon after all have something to say, and otherwise. */
const HURRIED_CIRCLE = 10;
const CIRCLE = 120;
/** ms that all ranks are given to say what they have to. */
const HURRY = 60_000;
/** Files that are read at once. */
const AT_ONCE = 16;

/** How far what a rank prints was read, and what it had said. */
export interface SavedTail extends TailPosition {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly rank: number;
  readonly command: CommandId;
  readonly startStep: number | undefined;
  readonly step: number | undefined;
  readonly generation: number;
}

/** A rank that is followed. */
export interface FollowedRank {
  readonly job: Job;
  readonly rank: number;
  readonly replica: ReplicaId;
  readonly node: NodeId;
  readonly localRank: number;
  readonly tail: RankTail;
  readonly log: LogFile;
  startStep: number | undefined;
  step: number | undefined;
  generation: number;
  end: RankEnd | undefined;
  endedAt: number | undefined;
  isStopped: boolean;
  /** s, by the last question; undefined if that was not answered. */
  cpuTime: number | undefined;
}

export interface FollowOrder {
  readonly job: Job;
  readonly seats: readonly {
    readonly rank: number;
    readonly replica: ReplicaId;
    readonly node: NodeId;
    readonly localRank: number;
    readonly log: string;
  }[];
  readonly saved: readonly SavedTail[];
}

export interface FollowerOptions {
  readonly mailbox: Mailbox;
  readonly logs: LogLimits;
  readonly progress: ProgressFormat;
  hear(news: RankNews): void;
  /** What an end that the script of a rank wrote means. */
  explain(rank: FollowedRank, end: RankEnd): Promise<RankEnd>;
}

/** Follows the ranks of one attempt through its mailbox. */
export class Follower {
  readonly mailbox: Mailbox;
  readonly #options: FollowerOptions;
  readonly #ranks = new Map<string, FollowedRank>();
  #next = 0;
  #hurriedUntil = 0;

  constructor(options: FollowerOptions) {
    this.mailbox = options.mailbox;
    this.#options = options;
  }

  get ranks(): FollowedRank[] {
    return [...this.#ranks.values()];
  }

  ranksOf(job: Job): FollowedRank[] {
    return this.ranks.filter((rank) => rank.job === job);
  }

  /** All ranks are about to say something. */
  hurry(): void {
    this.#hurriedUntil = performance.now() + HURRY;
  }

  add({ job, seats, saved }: FollowOrder): void {
    this.hurry();
    for (const { rank, replica, node, localRank, log: path } of seats) {
      const { command } = job.plan;
      const name = nameOf(rank, command);
      if (this.#ranks.has(name)) continue;
      const before = saved.find((each) => each.rank === rank && each.command === command);
      const log = new LogFile(path, this.#options.logs);
      const followed: FollowedRank = {
        ...{ job, rank, replica, node, localRank, log },
        tail: new RankTail({
          ...this.mailbox.printsOf(rank, command),
          ...{ log, progress: this.#options.progress, from: before },
          hear: (saying) => this.#hear(followed, saying),
        }),
        startStep: before?.startStep,
        step: before?.step,
        generation: before?.generation ?? 0,
        end: undefined,
        endedAt: undefined,
        isStopped: false,
        cpuTime: undefined,
      };
      this.#ranks.set(name, followed);
    }
  }

  /** Looks once at what ranks wrote; rejects if the folder cannot be read. */
  async look(): Promise<void> {
    for (const name of await this.mailbox.ends()) {
      const rank = this.#ranks.get(name);
      if (!rank || rank.end) continue;
      const written = await this.mailbox.readEnd(name);
      if (written) await this.#takeEnd(rank, written);
    }
    await inBatches(this.#due(), ({ tail }) => tail.follow());
  }

  /** A rank ended, by its own word or by that of the scheduler; it is told after its last words. */
  async finish(rank: FollowedRank, end: RankEnd, at: number): Promise<void> {
    if (rank.end) return;
    await rank.tail.follow(true);
    if (rank.end) return;
    rank.end = end;
    rank.endedAt = at;
    const how = end.signal ?? (end.code === undefined ? 'its job' : `exit code ${end.code}`);
    rank.log.write('=', [Buffer.from(`ended with ${how}${end.detail ? `: ${end.detail}` : ''}`)]);
    rank.tail.close();
    this.#options.hear({ ...markOf(rank), kind: 'ended', end, endedAt: at });
  }

  reports(): RankReport[] {
    return this.ranks.map((rank) => ({
      ...markOf(rank),
      process: undefined,
      end: rank.end,
      endedAt: rank.endedAt,
      startStep: rank.startStep,
      step: rank.step,
      generation: rank.generation,
      isStopped: rank.isStopped,
      cpuTime: rank.cpuTime,
    }));
  }

  saved(): SavedTail[] {
    return this.ranks.map((rank) => {
      const { startStep, step, generation } = rank;
      return { ...markOf(rank), ...rank.tail.position, startStep, step, generation };
    });
  }

  close(): void {
    for (const { tail } of this.#ranks.values()) tail.close();
  }

  async #takeEnd(rank: FollowedRank, { code, at }: WrittenEnd): Promise<void> {
    const end = endOf(code);
    const explained =
      end.why === 'start'
        ? { ...end, detail: await this.mailbox.lastComplaint(rank.rank, rank.job.plan.command) }
        : await this.#options.explain(rank, end);
    await this.finish(rank, explained, at);
  }

  /** The first and the last rank of each replica, which print steps, and some of the others in turn. */
  #due(): FollowedRank[] {
    const living = this.ranks.filter(({ end }) => !end);
    const speakers = new Set<FollowedRank>();
    const last = new Map<ReplicaId, FollowedRank>();
    for (const rank of living) {
      if (!last.has(rank.replica)) speakers.add(rank);
      last.set(rank.replica, rank);
    }
    for (const rank of last.values()) speakers.add(rank);
    const others = living.filter((rank) => !speakers.has(rank));
    const circle = performance.now() < this.#hurriedUntil ? HURRIED_CIRCLE : CIRCLE;
    const count = Math.min(Math.max(IN_TURN, Math.ceil(others.length / circle)), others.length);
    for (let index = 0; index < count; index++) {
      speakers.add(others[(this.#next + index) % others.length]!);
    }
    this.#next = others.length > 0 ? (this.#next + count) % others.length : 0;
    return [...speakers];
  }

  #hear(rank: FollowedRank, saying: Saying): void {
    if (saying.kind === 'start') rank.startStep = saying.step;
    else if (saying.kind === 'progress') rank.step = saying.step;
    else if (saying.kind === 'members') rank.generation = saying.generation;
    this.#options.hear({ ...markOf(rank), ...saying });
  }
}

function markOf({ job, rank }: FollowedRank) {
  const { run, attempt, command } = job.plan;
  return { run, attempt, command, rank };
}

function nameOf(rank: number, command: CommandId): string {
  return `${rank}.${command}`;
}

/** What a shell says of an end: above 128 it was a signal, or a program that exits with such a code. */
function endOf(code: number): RankEnd {
  if (NOT_STARTED_EXITS.includes(code)) return { code, signal: undefined, why: 'start' };
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined
    ? { code, signal: undefined, why: 'exit' }
    : { code: undefined, signal, why: 'exit' };
}

async function inBatches<T>(all: readonly T[], act: (each: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) {
    await Promise.all(all.slice(from, from + AT_ONCE).map(act));
  }
}
