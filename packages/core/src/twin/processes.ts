import type { Seconds } from '../base/index.ts';
import type {
  CommandId,
  Fence,
  NodeId,
  ReplicaId,
  RunEventBody,
} from '../control/protocol/index.ts';
import { type Micros, toMicros } from '../control/protocol/index.ts';
import type { Attempt, AttemptFault } from './attempt.ts';
import type { TwinDuration } from './duration.ts';
import { Ledger, type Speed, type Wait } from './ledger.ts';
import type { TwinRun } from './scenario.ts';
import { Seats } from './seats.ts';
import type { Surroundings, Tenant } from './surroundings.ts';

/** Bad checkpoints, and the nodes that were found to write them. */
interface Corruption {
  readonly cleanWork: Micros;
  readonly cause: string;
  readonly nodes: readonly NodeId[];
}

export const UNKNOWN = { kind: 'observed', health: 'unknown' } as const;

/** A replica that the others go on without. */
export interface LostReplica {
  cause: string;
  /** Failing: while it was brought back, which has not been noticed yet. */
  phase: 'noticing' | 'stalling' | 'out' | 'joining' | 'failing';
}

/**
 * The processes of one run as they really are: how they train, end and are noticed to have ended. What
 * they are ordered to do stands in the classes on top of it.
 */
export class Processes implements Tenant {
  readonly index: number;
  readonly twin: TwinRun;
  readonly seats: Seats;
  readonly ledger: Ledger;
  attempt: Attempt | undefined;
  isOver = false;
  readonly lost = new Map<ReplicaId, LostReplica>();
  /** Faults that wait for training to begin again, see `DuringRecovery`. */
  readonly queued: (() => void)[] = [];
  /** Training between durable checkpoints of the newest attempt, s. */
  interval: Seconds = 0;
  protected readonly world: Surroundings;
  /** Checkpoints with more work than this are bad; the supervisor is told until it goes back. */
  protected corruption: Corruption | undefined;
  /** Places whose nodes broke or went out of reach since the launch: what these held is gone. */
  protected readonly deadPlaces = new Set<number>();
  protected toldWork: Micros = 0;
  protected replicas: number;
  protected slowdown = 1;
  /** Reasons why its health is unknown. */
  protected doubts = 0;
  /** Outdates a `finished` that was computed at another speed. */
  #finishToken = 0;

  constructor(world: Surroundings, index: number, twin: TwinRun) {
    const { spec } = twin;
    this.index = index;
    this.twin = twin;
    this.world = world;
    this.replicas = spec.replicas;
    this.seats = new Seats(world.nodes, index, spec.replicas, spec.nodesPerReplica);
    const [work, start] = [toMicros(twin.work), toMicros(twin.start)];
    this.ledger = new Ledger({ interval: 1, write: 0 }, work, start, world.rules);
  }

  /** Whether its gang stands idle until there are nodes enough. */
  get waitsForNodes(): boolean {
    return this.attempt === undefined && this.ledger.waitsForNodes;
  }

  get isTraining(): boolean {
    return this.attempt?.phase === 'training';
  }

  /** Fence of the newest order. */
  get fence(): Fence {
    return this.world.orders.fenceOf(this.twin.spec.run);
  }

  tell(body: RunEventBody, { run, attempt, epoch }: Fence = this.fence): void {
    this.world.post({ at: this.world.now, run, attempt, epoch }, body);
  }

  /** The model was found corrupted: what was saved after `cleanWork` is bad. */
  corrupt({ cleanWork, cause, nodes }: Corruption): void {
    const before = this.corruption;
    const work = Math.min(cleanWork, this.ledger.work, before?.cleanWork ?? cleanWork);
    this.corruption = { cleanWork: work, cause, nodes: [...(before?.nodes ?? []), ...nodes] };
    this.tellCorruption(this.fence);
  }

  protected tellCorruption(fence: Fence): void {
    if (!this.corruption) return;
    const { cleanWork, cause, nodes } = this.corruption;
    const bad = nodes.filter((node) => this.world.nodes.breakageOf(node));
    this.tell({ kind: 'corrupted', cleanWork, diagnosis: { cause, nodes: bad } }, fence);
  }

  /** From now on the health of the attempt is unknown. */
  doubt(): void {
    this.doubts++;
    if (this.attempt) this.tell(UNKNOWN, this.fenceOf(this.attempt));
  }

  /** A reason for doubt is over. */
  trust(): void {
    this.doubts--;
  }

  /** Slow nodes or lost bandwidth came or went. */
  onSpeedChange(isNews: boolean): void {
    const slowdown = this.world.slowdownOf(this);
    if (slowdown === this.slowdown) return;
    this.slowdown = slowdown;
    this.world.endTraining(this);
    this.ledger.setSpeed(this.world.now, this.speed());
    if (!this.isTraining) return;
    this.scheduleFinish();
    if (isNews) this.tellSlowed();
  }

  protected tellSlowed(): void {
    const nodes = this.world.slowMembers(this);
    this.tell({ kind: 'slowed', slowdown: this.slowdown, nodes }, this.fenceOf(this.attempt!));
  }

  /** Something ends the living attempt; the supervisor learns of it later. */
  breakAttempt(attempt: Attempt, fault: AttemptFault, keepsCopies: boolean): void {
    this.endTraining();
    this.drop(keepsCopies && this.hasCopies());
    this.wait('detect');
    attempt.phase = 'broken';
    attempt.fault = fault;
    this.after(this.delayOf(fault), () => this.#notice(attempt, fault));
  }

  /** Copies in memory are gone, if there were any. */
  dropCopies(): void {
    this.drop(false);
  }

  protected draw(purpose: string, duration: TwinDuration): Micros {
    return this.world.chance.duration(`${purpose} ${this.twin.spec.run}`, duration);
  }

  protected drawSwap(nodes: readonly NodeId[]): Micros {
    const { spareSwap, warmSwap } = this.twin.times;
    const isWarm = nodes.every((node) => this.world.nodes.warm.has(node));
    return this.draw('swap', isWarm ? warmSwap : spareSwap);
  }

  /**
   * Takes nodes over from runs that lost them and have no attempt any more. Those of a living attempt are
   * not available: the order is one that was overtaken, and stays undone.
   */
  protected canTake(nodes: readonly NodeId[], by: CommandId): boolean {
    if (this.world.orders.isOvertaken(nodes, by)) return false;
    const others = new Set<Tenant>();
    for (const node of nodes) {
      const holder = this.world.runs[this.world.nodes.holderOf(node)];
      if (holder && holder !== this) others.add(holder);
    }
    const isAlive = [...others].some(({ attempt }) => attempt !== undefined);
    if (isAlive && this.world.rules.livingKeepNodes) return false;
    for (const { seats } of others) seats.remove(nodes);
    this.world.orders.give(nodes, by);
    return true;
  }

  protected after(delay: Micros, action: () => void): void {
    this.world.after(delay, action);
  }

  /** Books what the run waits for, once it was asked for. */
  protected wait(cause: Wait): void {
    this.ledger.wait(this.world.now, cause);
  }

  protected fenceOf({ attempt, epoch }: Attempt): Fence {
    return { run: this.twin.spec.run, attempt, epoch };
  }

  protected speed(): Speed {
    const replicas = (this.replicas - this.lost.size) / this.twin.spec.replicas;
    return { replicas: Math.max(0, replicas), slowdown: this.slowdown };
  }

  /** The run trains on, or faster, or slower. */
  protected resume(attempt: Attempt): void {
    this.endTraining();
    attempt.phase = 'training';
    this.ledger.train(this.world.now, this.speed());
    this.scheduleFinish();
    this.queued.shift()?.();
  }

  protected scheduleFinish(): void {
    const token = ++this.#finishToken;
    const { now, horizon } = this.world;
    if (this.speed().replicas === 0) return;
    const delay = this.ledger.timeToFinish(now);
    if (now + delay > horizon) return;
    this.after(delay, () => {
      if (token !== this.#finishToken || !this.isTraining) return;
      const attempt = this.attempt!;
      this.world.endTraining(this);
      this.ledger.finish(this.world.now);
      // Until the supervisor hears of it, the run only holds its nodes.
      this.ledger.wait(this.world.now, 'detect');
      attempt.phase = 'done';
      this.tell({ kind: 'finished' }, this.fenceOf(attempt));
    });
  }

  protected endTraining(): void {
    this.#finishToken++;
    this.world.endTraining(this);
  }

  protected drop(keepsCopies: boolean): void {
    this.ledger.drop(this.world.now, keepsCopies);
  }

  protected hasCopies(): boolean {
    const { memory } = this.twin.checkpoint;
    if (!memory) return false;
    if (memory.where === 'local') return this.deadPlaces.size === 0;
    for (const place of this.deadPlaces) {
      if (this.deadPlaces.has(this.seats.buddyOf(place))) return false;
    }
    return true;
  }

  protected delayOf({ detection }: AttemptFault): Micros {
    const { spec, times } = this.twin;
    return detection === 'hang'
      ? toMicros(spec.policy.hangTimeout)
      : this.draw('detect', times.detectCrash);
  }

  /** A crash is plain to see; of a hang, all that is known is that nothing moves. */
  #notice(attempt: Attempt, fault: AttemptFault): void {
    if (this.attempt !== attempt) return;
    this.tellCheckpoint(this.fenceOf(attempt));
    const fence = this.fenceOf(attempt);
    if (fault.detection === 'hang' || this.doubts > 0) this.tell(UNKNOWN, fence);
    else if (this.twin.times.diagnose.median > 0) {
      this.tell({ kind: 'observed', health: 'failed' }, fence);
    } else {
      // Where finding the cause takes no time, it comes with the word of the failure.
      const diagnosis = { cause: fault.cause, nodes: this.badMembers() };
      this.tell({ kind: 'observed', health: 'failed', diagnosis }, fence);
    }
  }

  protected tellCheckpoint(fence: Fence): void {
    const { work } = this.ledger;
    if (work === this.toldWork) return;
    this.toldWork = work;
    this.tell({ kind: 'checkpointed', work }, fence);
  }

  /** With recovery by replica, the supervisor leaves it to the engine which members are out of reach. */
  protected badMembers(): NodeId[] {
    const { nodes } = this.world;
    const broken = nodes.brokenOf(this.index);
    if (this.twin.spec.policy.recovery !== 'replica' || nodes.down.length === 0) return broken;
    const away = nodes.down.flatMap((domain) => nodes.membersIn(domain, this.index));
    return [...new Set([...broken, ...away])];
  }
}
