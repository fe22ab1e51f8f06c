import { type Diagnosis, toMicros, toSeconds } from '@gigafactory/core/protocol';
import {
  type Attempt,
  fenceOf,
  findRank,
  haveMissedTheEnd,
  isOver,
  members,
  nodesOf,
  type Rank,
  ranksOf,
  update,
} from './attempt.ts';
import type { RankNews, RankReport } from './cluster.ts';
import type { Gang } from './gang.ts';
import { blamesNode, diagnose, isGoodEnd } from './program.ts';
import type { RankEnd } from './telemetry.ts';

type NewCheckpoint = Pick<NewsOf<'checkpoint'>, 'path' | 'step'>;
type NewsOf<Kind extends RankNews['kind']> = Extract<RankNews, { kind: Kind }>;

/** s of processor time below which ranks that make no progress do nothing at all. */
const IDLE_CPU_TIME = 0.05;

export interface WatcherHost {
  /** Every rank trains: the launch is done. */
  trains(attempt: Attempt): void;
  /** All ranks saved and left, as they were told to. */
  saved(attempt: Attempt): void;
  /** Ranks may have answered that they train under new members. */
  answered(attempt: Attempt): void;
}

/** Hears what the ranks of an attempt say, sees how they end, and reports what that means. */
export class Watcher {
  readonly #gang: Gang;
  readonly #host: WatcherHost;
  #isInDoubt = false;
  #isLooking = false;
  #mustLookAgain = false;
  /** Checks of reported checkpoints, one after the other. */
  #checks: Promise<void> = Promise.resolve();
  /** Lets what was taken over be judged. */
  #goOn = () => {};
  #stopHangTimer: (() => void) | undefined;
  /** Processor time of all ranks at the last look that found no progress, s. */
  #cpuTimeInDoubt: number | undefined;

  constructor(gang: Gang, host: WatcherHost) {
    this.#gang = gang;
    this.#host = host;
  }

  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  /** A new attempt begins, or one is found again. */
  watch(attempt: Attempt): void {
    this.#isInDoubt = false;
    this.#cpuTimeInDoubt = undefined;
    this.#armHangTimer(attempt);
  }

  close(): void {
    this.#stopHangTimer?.();
  }

  hear(news: RankNews): void {
    const { attempt } = this.#gang;
    const rank = findRank(attempt, news);
    if (!attempt || !rank) return;
    // What a server prints is no progress.
    if (this.#gang.run.serve && news.kind !== 'ended' && news.kind !== 'note') return;
    if (news.kind !== 'ended' && news.kind !== 'note') this.#noteProgress(attempt);
    switch (news.kind) {
      case 'start':
        rank.startStep = news.step;
        this.#gang.tellRank(rank);
        this.noteStart(attempt);
        break;
      case 'progress':
        this.#hearStep(attempt, news);
        break;
      case 'checkpoint':
        this.#hearCheckpoint(attempt, news);
        break;
      case 'members':
        rank.generation = Math.max(rank.generation, news.generation);
        this.#host.answered(attempt);
        break;
      case 'note':
        this.#gang.host.tell(attempt.launch, { kind: 'note', rank: rank.rank, text: news.text });
        break;
      case 'ended':
        if (rank.end) break;
        rank.end = news.end;
        rank.endedAt = news.endedAt;
        this.#gang.tellRank(rank);
        this.look();
    }
  }

  /** A server answers, or is still to: it is not in doubt. */
  noteAlive(attempt: Attempt): void {
    this.#noteProgress(attempt);
  }

  /** A server does not do what it is there for. */
  failServer(attempt: Attempt, why: string): void {
    if (attempt !== this.#gang.attempt || attempt.isEnding || isOver(attempt)) return;
    this.#fail(attempt, { cause: why, nodes: [] });
  }

  /** A drained server that does not leave by itself is as good as gone: it is ended. */
  noteDrained(attempt: Attempt): void {
    if (attempt !== this.#gang.attempt || attempt.phase !== 'saving' || attempt.isEnding) return;
    attempt.phase = 'saved';
    this.#gang.host.write();
    this.#host.saved(attempt);
  }

  learn(reports: readonly RankReport[]): void {
    const { attempt } = this.#gang;
    if (!attempt) return;
    let hasEnded = false;
    for (const report of reports) {
      const rank = findRank(attempt, report);
      if (!rank) continue;
      const before = rank.end;
      if (update(rank, report)) this.#gang.tellRank(rank);
      hasEnded ||= !before && rank.end !== undefined;
    }
    if (hasEnded) this.look();
    this.noteStart(attempt);
    this.#host.answered(attempt);
  }

  /** The nodes of these ranks are dead, and so are they. */
  loseNodes(ranks: readonly Rank[], cause: string): void {
    for (const rank of ranks) {
      rank.end ??= { code: undefined, signal: undefined, why: 'node', detail: cause };
      this.#gang.tellRank(rank);
    }
    if (ranks.length > 0) this.look();
  }

  /** Confirms the launch once every rank says that it trains, or one that it has trained. */
  noteStart(attempt: Attempt): void {
    if (attempt.phase !== 'starting' || attempt.isEnding) return;
    const all = attempt.ranks;
    const isTraining =
      attempt.step !== undefined || all.every((rank) => rank.startStep !== undefined);
    if (!isTraining || all.some(({ end }) => end && !isGoodEnd(end, false))) return;
    const least = attempt.from?.step ?? 0;
    const astray = all.find(({ startStep }) => startStep !== undefined && startStep < least);
    if (astray) {
      const text = `Rank ${astray.rank} starts at step ${astray.startStep}, not from the checkpoint of step ${least} that it was given.`;
      this.#gang.note(text);
      this.#fail(attempt, { cause: 'software', nodes: [] });
      return;
    }
    this.#host.trains(attempt);
  }

  /** Looks at all ranks, since one ended: several may have, and are then reported together. */
  look(): void {
    if (this.#isLooking) {
      this.#mustLookAgain = true;
      return;
    }
    this.#isLooking = true;
    this.#gang.host.begin(async () => {
      do {
        this.#mustLookAgain = false;
        const { attempt } = this.#gang;
        if (!attempt || attempt.isEnding || isOver(attempt)) break;
        await this.#askAll(attempt);
        await this.#checks;
        if (attempt === this.#gang.attempt) this.#judge(attempt);
      } while (this.#mustLookAgain);
      this.#isLooking = false;
    });
  }

  /**
   * An attempt was taken over from an earlier engine. Nothing of it is judged before `catchUp`, or it would be said to
   * have failed before what it had saved.
   */
  takeOver(): void {
    this.#checks = new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  /** After a restart: reports checkpoints that an earlier engine had heard of and not reported yet. */
  async catchUp(attempt: Attempt | undefined): Promise<void> {
    if (attempt) await this.#checkUnreported(attempt);
    this.#goOn();
    if (attempt) this.look();
  }

  /** Answers a probe. */
  async probe(): Promise<void> {
    const { attempt } = this.#gang;
    if (!attempt || attempt.isEnding) return;
    const isAnswered = await this.#askAll(attempt);
    await this.#checks;
    if (attempt !== this.#gang.attempt || attempt.isEnding) return;
    if (!isOver(attempt) && this.#judge(attempt)) return;
    const { phase, diagnosis } = attempt;
    if (phase === 'done') this.#report(attempt, { kind: 'finished' });
    else if (phase === 'failed') this.#tellFailed(attempt, diagnosis);
    else if (!isAnswered) this.#report(attempt, { kind: 'observed', health: 'unknown' });
    else if (this.#isInDoubt) this.#lookIntoDoubt(attempt);
    else if (!this.#repeatLosses(attempt)) {
      this.#report(attempt, { kind: 'observed', health: 'ok' });
    }
  }

  /** Asks about all ranks; false if what is known of one may not be all. */
  #askAll(attempt: Attempt): Promise<boolean> {
    const { host, run } = this.#gang;
    return host.cluster.look(run.run, nodesOf(members(attempt)), this.#isInDoubt);
  }

  /** Reports what the ends of ranks mean, if any has not been reported; returns whether it did. */
  #judge(attempt: Attempt): boolean {
    if (attempt.isEnding || isOver(attempt)) return false;
    const living = members(attempt);
    const wasToSave = attempt.phase === 'saving';
    const failed = living.filter(({ end }) => end && !this.#isGood(attempt, end));
    if (failed.length > 0) {
      this.#judgeFailure(attempt, failed);
      return true;
    }
    const isLast = attempt.step !== undefined && attempt.step >= this.#gang.run.totalSteps;
    const ended = living.filter(({ end }) => end);
    if (ended.length < living.length && !(isLast && haveMissedTheEnd(attempt))) return false;
    // Some programs exit with 0 whether they are done or were told to leave.
    const hasStepsLeft = (attempt.step ?? 0) < this.#gang.run.totalSteps;
    const isDone =
      !this.#gang.run.serve &&
      ended.every(({ end }) => end?.code === 0) &&
      !(wasToSave && hasStepsLeft);
    attempt.phase = isDone ? 'done' : 'saved';
    this.#gang.host.write();
    if (isDone) this.#report(attempt, { kind: 'finished' });
    else this.#host.saved(attempt);
    return true;
  }

  /** A server is never done by itself, and how it leaves once it is drained matters to nobody. */
  #isGood(attempt: Attempt, end: RankEnd): boolean {
    const wasToSave = attempt.phase === 'saving';
    return this.#gang.run.serve ? attempt.isDrained === true : isGoodEnd(end, wasToSave);
  }

  #judgeFailure(attempt: Attempt, failed: readonly Rank[]): void {
    const { host, run } = this.#gang;
    for (const { end, node } of failed) if (end && blamesNode(end)) host.cluster.blame(node);
    this.#sayWhyNotStarted(failed);
    const isBroken = (node: number) => host.cluster.nodes[node]!.isBroken;
    const lost = [...new Set(failed.map(({ replica }) => replica))];
    const living = new Set(members(attempt).map(({ replica }) => replica));
    const isWhole = run.recovery !== 'replica' || attempt.phase === 'starting';
    if (isWhole || lost.length === living.size) {
      this.#fail(attempt, diagnose(failed, isBroken));
      return;
    }
    for (const replica of lost) {
      const ended = ranksOf(attempt, replica).filter(({ end }) => end);
      const diagnosis = diagnose(ended, isBroken);
      attempt.losses.push({ replica, diagnosis, isShrunk: false });
      this.#gang.replicaFailures.set(replica, diagnosis);
    }
    host.write();
    this.#repeatLosses(attempt);
  }

  /** The diagnosis says only that a rank was not started; many fail so for one reason. */
  #sayWhyNotStarted(failed: readonly Rank[]): void {
    const silent = failed.filter(({ end }) => end?.why === 'start' && end.detail !== undefined);
    const [first] = silent;
    if (!first) return;
    const others = silent.length === 1 ? '' : ` (and ${silent.length - 1} more)`;
    const name = this.#gang.host.cluster.nodes[first.node]!.name;
    this.#gang.note(
      `Rank ${first.rank} on ${name}${others} was not started: ${first.end!.detail}.`,
    );
  }

  #fail(attempt: Attempt, diagnosis: Diagnosis): void {
    attempt.phase = 'failed';
    attempt.diagnosis = diagnosis;
    this.#gang.failure = diagnosis;
    this.#stopHangTimer?.();
    this.#gang.host.write();
    this.#tellFailed(attempt, diagnosis);
  }

  #tellFailed(attempt: Attempt, diagnosis: Diagnosis | undefined): void {
    this.#report(attempt, { kind: 'observed', health: 'failed', ...(diagnosis && { diagnosis }) });
  }

  /** Tells of lost replicas that nobody has given an order about; returns whether there are any. */
  #repeatLosses(attempt: Attempt): boolean {
    const news = attempt.losses.filter(({ isShrunk }) => !isShrunk);
    for (const { replica, diagnosis } of news) {
      this.#report(attempt, { kind: 'observed', health: 'failed', replica, diagnosis });
    }
    return news.length > 0;
  }

  #report(attempt: Attempt, body: Parameters<Gang['host']['emit']>[0]): void {
    this.#gang.host.emit(body, fenceOf(attempt));
  }

  #hearStep(attempt: Attempt, { step, loss, tokens }: NewsOf<'progress'>): void {
    const { host } = this.#gang;
    if (step > (attempt.step ?? -1)) {
      attempt.step = step;
      this.#gang.lastStepAt = host.clock.now;
      host.tell(attempt.launch, { kind: 'progress', step, loss, tokens });
    }
    this.noteStart(attempt);
  }

  #hearCheckpoint(attempt: Attempt, news: NewCheckpoint): void {
    this.#gang.host.begin(() => {
      this.#checks = this.#checks.then(() => this.#tryCheckpoint(attempt, news));
      return this.#checks;
    });
  }

  async #checkUnreported(attempt: Attempt): Promise<void> {
    const found = await this.#gang.store.unreported(attempt.from?.step ?? 0).catch(() => []);
    for (const news of found) await this.#tryCheckpoint(attempt, news);
  }

  /** One that cannot be checked must not stop those behind it. */
  async #tryCheckpoint(attempt: Attempt, news: NewCheckpoint): Promise<void> {
    await this.#checkCheckpoint(attempt, news).catch((error: unknown) => {
      this.#gang.note(`The checkpoint ${news.path} could not be checked: ${error}.`);
    });
  }

  async #checkCheckpoint(attempt: Attempt, { path, step }: NewCheckpoint): Promise<void> {
    const { host, store, run } = this.#gang;
    const found = await store.report(path, step);
    if (found === 'known') return;
    if (found !== 'new') {
      this.#gang.note(`The checkpoint ${path} is none: ${found.why}.`);
      return;
    }
    host.write();
    host.tell(attempt.launch, { kind: 'checkpoint', path, step });
    if (attempt !== this.#gang.attempt) return;
    this.#report(attempt, { kind: 'checkpointed', work: step * run.stepTime });
    const inUse = attempt.phase === 'starting' ? attempt.from?.path : undefined;
    for (const old of await store.prune(inUse)) {
      host.tell(attempt.launch, { kind: 'pruned', path: old.path, step: old.step });
    }
  }

  #noteProgress(attempt: Attempt): void {
    attempt.progressAt = this.#gang.host.clock.now;
    if (!this.#isInDoubt) return;
    this.#isInDoubt = false;
    this.#cpuTimeInDoubt = undefined;
    this.#armHangTimer(attempt);
    this.#report(attempt, { kind: 'observed', health: 'ok' });
  }

  /** Waits until nothing has been heard for too long; one timer, however much is heard. */
  #armHangTimer(attempt: Attempt): void {
    this.#stopHangTimer?.();
    const { clock } = this.#gang.host;
    const due = attempt.progressAt + toMicros(this.#gang.run.hangTimeout);
    this.#stopHangTimer = clock.after(Math.max(1, due - clock.now), () => {
      if (attempt !== this.#gang.attempt || attempt.isEnding || isOver(attempt)) return;
      if (clock.now - attempt.progressAt < toMicros(this.#gang.run.hangTimeout)) {
        this.#armHangTimer(attempt);
        return;
      }
      this.#isInDoubt = true;
      this.#report(attempt, { kind: 'observed', health: 'unknown' });
    });
  }

  /**
   * A rank that computes, or that someone stopped, may go on: that stays unknown. Ranks that all sleep from one
   * probe to the next, long after the last step, wait for each other for ever.
   */
  #lookIntoDoubt(attempt: Attempt): void {
    const { clock } = this.#gang.host;
    const living = members(attempt);
    if (this.#gang.run.serve) {
      this.#report(attempt, { kind: 'observed', health: 'unknown' });
      return;
    }
    const cpuTime = totalCpuTime(living);
    const before = this.#cpuTimeInDoubt;
    this.#cpuTimeInDoubt = cpuTime;
    const silence = toSeconds(clock.now - attempt.progressAt);
    const used = cpuTime !== undefined && before !== undefined ? cpuTime - before : undefined;
    const isAsleep = used !== undefined && used < IDLE_CPU_TIME * living.length;
    const isHung = isAsleep && silence > 2 * this.#gang.run.hangTimeout;
    if (isHung && !living.some(({ isStopped }) => isStopped)) {
      this.#gang.note(`No rank has computed or made progress for ${Math.round(silence)} s.`);
      this.#fail(attempt, { cause: 'hang', nodes: [] });
    } else this.#report(attempt, { kind: 'observed', health: 'unknown' });
  }
}

/** s; undefined if that of one rank is not known. */
function totalCpuTime(ranks: readonly Rank[]): number | undefined {
  let sum = 0;
  for (const { cpuTime } of ranks) {
    if (cpuTime === undefined) return undefined;
    sum += cpuTime;
  }
  return sum;
}
