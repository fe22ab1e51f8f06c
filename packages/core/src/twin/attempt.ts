import type { AttemptId, Epoch, Fence, ReplicaId, RunId } from '../control/protocol/index.ts';
import type { Detection } from './fault.ts';

/** What ended an attempt, or a replica of it. */
export interface AttemptFault {
  readonly cause: string;
  readonly detection: Detection;
}

/** A replica that the others go on without. */
export interface LostReplica {
  cause: string;
  /** Failing: while it was brought back, which has not been noticed yet. */
  phase: 'noticing' | 'stalling' | 'out' | 'joining' | 'failing';
}

/**
 * Where an attempt stands:
 *
 *     starting -> training <-> stalled          a replica is lost, and the others wait to go on without it
 *                 training -> saving            its last checkpoint, before it is stopped on purpose
 *                 training -> done              all work is done and saved: no fault costs anything
 *     any of them -> broken                     a fault ended it
 *
 * A loss stalls a saving attempt too; only a corrupted model breaks one that is done.
 */
type Phase = 'starting' | 'training' | 'stalled' | 'saving' | 'broken' | 'done';

/** The processes of one launch, as they really are; as a fence, that of the launch. */
export class Attempt implements Fence {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  /** Whether it is being looked at already. */
  isLookedAt = false;
  /** The replicas that it trains without, or waits for. */
  readonly lost = new Map<ReplicaId, LostReplica>();
  #phase: Phase = 'starting';
  #fault: AttemptFault | undefined;
  #isGone = false;

  constructor({ run, attempt, epoch }: Fence) {
    this.run = run;
    this.attempt = attempt;
    this.epoch = epoch;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What broke it. */
  get fault(): AttemptFault | undefined {
    return this.#fault;
  }

  /** Whether nothing of it is left, or another was launched in its place. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whether a fault would end it. */
  get canFail(): boolean {
    return this.#phase !== 'broken' && this.#phase !== 'done';
  }

  /** Whether an order to one of its replicas can still be done. */
  get hasReplicas(): boolean {
    return !this.#isGone && this.#phase !== 'broken';
  }

  train(): void {
    this.#phase = 'training';
  }

  stall(): void {
    this.#phase = 'stalled';
  }

  save(): void {
    this.#phase = 'saving';
  }

  finish(): void {
    this.#phase = 'done';
  }

  break(fault: AttemptFault): void {
    this.#phase = 'broken';
    this.#fault = fault;
  }

  end(): void {
    this.#isGone = true;
  }

  /** What it failed of, or else the first replica that it lost. */
  whyItFailed(): AttemptFault | undefined {
    if (this.#fault) return this.#fault;
    for (const { cause } of this.lost.values()) return { cause, detection: 'crash' };
    return undefined;
  }

  /** A replica that is lost without anything having been said of it. */
  unnoticedLoss(): ReplicaId | undefined {
    for (const [replica, { phase }] of this.lost) {
      if (phase === 'noticing' || phase === 'failing') return replica;
    }
    return undefined;
  }

  /** Whether the others cannot go on without a lost replica yet. */
  isHeldUp(): boolean {
    for (const { phase } of this.lost.values()) {
      if (phase === 'noticing' || phase === 'stalling') return true;
    }
    return false;
  }
}
