import type {
  AttemptId,
  Epoch,
  Fence,
  Micros,
  ReplicaId,
  RunId,
} from '../control/protocol/index.ts';
import type { Detection } from './fault.ts';

/** What ended an attempt, or a replica of it. */
export interface AttemptFault {
  readonly cause: string;
  readonly detection: Detection;
}

/** A replica that the others train without. */
export interface LostReplica {
  cause: string;
  /** `failing`: it failed while being brought back, which has not been noticed yet. */
  phase: 'noticing' | 'stalling' | 'out' | 'joining' | 'failing';
  /** How much of bringing it back is over, see `TwinRun.headStart`. */
  headStart: Micros;
}

/**
 * The phase of an attempt:
 *
 *     starting -> training <-> stalled          a replica is lost, and the others wait to go on without it
 *                 training -> saving            its last checkpoint, before a planned stop
 *                 training -> done              all work is done and saved: faults cost nothing
 *     any of them -> broken                     a fault ended it
 *
 * A loss stalls a saving attempt too; only a corrupted model breaks one that is done.
 */
type Phase = 'starting' | 'training' | 'stalled' | 'saving' | 'broken' | 'done';

/** The actual processes of one launch; as a fence, that of the launch. */
export class Attempt implements Fence {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  /** Whether it is already being probed. */
  isLookedAt = false;
  /** The replicas that it trains without or waits for. */
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

  /** The fault that broke it. */
  get fault(): AttemptFault | undefined {
    return this.#fault;
  }

  /** Whether no process of it is left, or another attempt was launched in its place. */
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

  /** The fault that broke it, or else that of the first replica it lost. */
  whyItFailed(): AttemptFault | undefined {
    if (this.#fault) return this.#fault;
    for (const { cause } of this.lost.values()) return { cause, detection: 'crash' };
    return undefined;
  }

  /** A lost replica that has not been reported yet. */
  unnoticedLoss(): ReplicaId | undefined {
    for (const [replica, { phase }] of this.lost) {
      if (phase === 'noticing' || phase === 'failing') return replica;
    }
    return undefined;
  }

  /** Whether the other replicas still have to wait because of a lost one. */
  isHeldUp(): boolean {
    for (const { phase } of this.lost.values()) {
      if (phase === 'noticing' || phase === 'stalling') return true;
    }
    return false;
  }
}
