import type { Seconds } from '../base/index.ts';
import { type Command, type Micros, type NodeId, toMicros } from '../control/protocol/index.ts';
import { Attempt, type AttemptFault } from './attempt.ts';
import { Copies } from './copies.ts';
import type { CyclePlan } from './cycle.ts';
import type { TwinDuration } from './duration.ts';
import { Ledger, type Speed, type Wait } from './ledger.ts';
import { Reports } from './reports.ts';
import type { TwinRun } from './scenario.ts';
import { Seats } from './seats.ts';
import type { Surroundings, Tenant } from './surroundings.ts';

/**
 * The actual processes of one run: how they train, end, and are noticed to have ended. It moves the attempt
 * from phase to phase and keeps the books in step.
 */
export class Processes implements Tenant {
  readonly index: number;
  readonly twin: TwinRun;
  readonly seats: Seats;
  readonly ledger: Ledger;
  readonly copies: Copies;
  readonly reports: Reports;
  /** Training between durable checkpoints of the newest attempt, s. */
  interval: Seconds = 0;
  readonly #world: Surroundings;
  #attempt: Attempt | undefined;
  /** Replicas of the newest attempt, including the lost ones. */
  #replicas: number;
  #slowdown = 1;
  /** Faults that wait for training to resume; see `DuringRecovery`. */
  readonly #queued: (() => void)[] = [];
  /** Invalidates a `finished` event that was computed at another speed. */
  #finishToken = 0;
  /** How much of the next restart is over, see `TwinRun.headStart`. */
  #headStart: Micros = 0;

  constructor(world: Surroundings, index: number, twin: TwinRun) {
    const { spec } = twin;
    this.index = index;
    this.twin = twin;
    this.#world = world;
    this.#replicas = spec.replicas;
    this.seats = new Seats(world.nodes, index, spec.replicas, spec.nodesPerReplica);
    const [work, start] = [toMicros(twin.work), toMicros(twin.start)];
    this.ledger = new Ledger({ interval: 1, write: 0 }, work, start, world.rules);
    this.copies = new Copies(twin, this.seats);
    this.reports = new Reports(world, twin, this.ledger);
  }

  get attempt(): Attempt | undefined {
    return this.#attempt;
  }

  /** Whether its gang is idle until there are enough nodes. */
  get waitsForNodes(): boolean {
    return this.#attempt === undefined && this.ledger.waitsForNodes;
  }

  get isTraining(): boolean {
    return this.#attempt?.phase === 'training';
  }

  /** Creates a new attempt, which replaces any earlier one. */
  launch(order: Extract<Command, { kind: 'launch' }>): Attempt {
    this.#attempt?.end();
    const attempt = new Attempt(order);
    this.#attempt = attempt;
    this.#replicas = order.replicas;
    this.interval = order.interval;
    this.seats.close();
    return attempt;
  }

  /** The attempt starts training. */
  train(attempt: Attempt, interval: Micros): void {
    attempt.train();
    this.copies.renew();
    this.#slowdown = this.#world.slowdownOf(this);
    this.ledger.train(this.#world.now, this.#speed(), this.#planCycle(interval));
    this.#scheduleFinish();
  }

  /** The run resumes training, or changes its speed. */
  resume(attempt: Attempt): void {
    this.#endTraining();
    attempt.train();
    this.ledger.train(this.#world.now, this.#speed());
    this.#scheduleFinish();
    this.strikeQueued();
  }

  /** The other replicas wait until the lost one is left out; those of a service never wait. */
  stall(attempt: Attempt): void {
    if (this.twin.kind === 'serve') {
      this.ledger.setSpeed(this.#world.now, this.#speed());
      return;
    }
    this.#endTraining();
    attempt.stall();
    this.wait('detect');
  }

  /** Training stops for a checkpoint ahead of schedule; returns the time until it is complete. */
  save(attempt: Attempt): Micros {
    this.#endTraining();
    attempt.save();
    return this.ledger.save(this.#world.now);
  }

  /** A fault ends the live attempt; the supervisor learns of it later. */
  break(attempt: Attempt, fault: AttemptFault, keepsCopies: boolean): void {
    this.#endTraining();
    this.drop(keepsCopies && this.copies.areWhole());
    this.wait('detect');
    attempt.break(fault);
    this.#world.after(this.timeToNotice(fault), () => this.#notice(attempt, fault));
  }

  /** All processes end; what copies hold is kept. */
  stop(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#endTraining();
    if (attempt.phase !== 'broken') this.drop(this.copies.areWhole());
    this.clear();
  }

  /** No process of the attempt is left. */
  clear(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    attempt.end();
    this.#attempt = undefined;
    this.#world.watcher.gone?.(this.#world.now, this.twin.spec.run, attempt.attempt);
  }

  /** A slow node or a loss of bandwidth appeared or ended. */
  onSpeedChange(isNews: boolean): void {
    const slowdown = this.#world.slowdownOf(this);
    if (slowdown === this.#slowdown) return;
    this.#slowdown = slowdown;
    this.#world.endTraining(this);
    this.ledger.setSpeed(this.#world.now, this.#speed());
    const attempt = this.#attempt;
    if (attempt?.phase !== 'training') return;
    this.#scheduleFinish();
    if (isNews) this.#tellSlowed(attempt, this.#world.slowMembers(this));
  }

  /** Reports which members make it slow from the start, if any do. */
  tellIfSlow(attempt: Attempt): void {
    const nodes = this.#world.slowMembers(this);
    if (nodes.length > 0) this.#tellSlowed(attempt, nodes);
  }

  /** Postpones a fault until training resumes. */
  queue(fault: () => void): void {
    this.#queued.push(fault);
  }

  /** Strikes the first fault that was waiting for training to resume. */
  strikeQueued(): void {
    this.#queued.shift()?.();
  }

  /** Books what the run is waiting for, once the run has been requested. */
  wait(cause: Wait): void {
    this.ledger.wait(this.#world.now, cause);
  }

  /** Drops unsaved training; with copies, only what is newer than they are. */
  drop(keepsCopies: boolean): void {
    this.ledger.drop(this.#world.now, keepsCopies);
  }

  draw(purpose: string, duration: TwinDuration): Micros {
    return this.#world.chance.duration(`${purpose} ${this.twin.spec.run}`, duration);
  }

  /** How much of coming back is over once a fault is noticed. */
  headStartOf({ detection }: AttemptFault): Micros {
    return detection === 'crash' ? toMicros(this.twin.headStart ?? 0) : 0;
  }

  /** From the launch of an attempt to its training. */
  drawRestart(): Micros {
    const time = Math.max(0, this.draw('restart', this.twin.times.restart) - this.#headStart);
    this.#headStart = 0;
    return time;
  }

  /** From a fault to the first report of it. */
  timeToNotice({ detection }: AttemptFault): Micros {
    const { spec, times } = this.twin;
    return detection === 'hang'
      ? toMicros(spec.policy.hangTimeout)
      : this.draw('detect', times.detectCrash);
  }

  /**
   * Broken members. With recovery by replica this includes those out of reach, because the supervisor then
   * relies on the engine to name them.
   */
  badMembers(): NodeId[] {
    const { nodes } = this.#world;
    const broken = nodes.brokenOf(this.index);
    if (this.twin.spec.policy.recovery !== 'replica' || nodes.down.length === 0) return broken;
    const away = nodes.down.flatMap((domain) => nodes.membersIn(domain, this.index));
    return [...new Set([...broken, ...away])];
  }

  #planCycle(interval: Micros): CyclePlan {
    const { memory } = this.twin.checkpoint;
    const write = toMicros(this.twin.checkpoint.writeTime * this.#world.storageStretch(this));
    // What has been served stays served, whatever happens next.
    if (this.twin.kind === 'serve') return { interval: 1, write: 0 };
    if (!memory) return { interval, write };
    const copies = { interval: toMicros(memory.interval), write: toMicros(memory.writeTime) };
    return { interval, write, memory: copies };
  }

  #speed(): Speed {
    const lost = this.#attempt?.lost.size ?? 0;
    const replicas = (this.#replicas - lost) / this.twin.spec.replicas;
    return { replicas: Math.max(0, replicas), slowdown: this.#slowdown };
  }

  #scheduleFinish(): void {
    const token = ++this.#finishToken;
    const { now, horizon } = this.#world;
    if (this.#speed().replicas === 0) return;
    const delay = this.ledger.timeToFinish(now);
    if (now + delay > horizon) return;
    this.#world.after(delay, () => {
      const attempt = this.#attempt;
      if (token === this.#finishToken && attempt?.phase === 'training') this.#finish(attempt);
    });
  }

  #finish(attempt: Attempt): void {
    this.#world.endTraining(this);
    this.ledger.finish(this.#world.now);
    // Until the supervisor hears of the failure, the run merely holds its nodes.
    this.wait('detect');
    attempt.finish();
    this.reports.tell({ kind: 'finished' }, attempt);
  }

  #endTraining(): void {
    this.#finishToken++;
    this.#world.endTraining(this);
  }

  #tellSlowed(attempt: Attempt, nodes: NodeId[]): void {
    this.reports.tell({ kind: 'slowed', slowdown: this.#slowdown, nodes }, attempt);
  }

  /** A crash is obvious; all that is known of a hang is that there is no progress. */
  #notice(attempt: Attempt, fault: AttemptFault): void {
    if (attempt.isGone) return;
    this.#headStart = this.headStartOf(fault);
    const { reports } = this;
    reports.tellCheckpoint(attempt);
    if (fault.detection === 'hang') reports.tellUnknown(attempt);
    else if (reports.isInDoubt || this.twin.times.diagnose.median > 0) reports.tellFailure(attempt);
    else {
      // If finding the cause takes no time, the report of the failure includes it.
      const diagnosis = { cause: fault.cause, nodes: this.badMembers() };
      reports.tell({ kind: 'observed', health: 'failed', diagnosis }, attempt);
    }
  }
}
