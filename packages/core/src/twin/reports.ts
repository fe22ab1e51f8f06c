import type { Fence, Micros, NodeId, ReplicaId, RunEventBody } from '../control/protocol/index.ts';
import type { Ledger } from './ledger.ts';
import type { TwinRun } from './scenario.ts';
import type { Surroundings } from './surroundings.ts';

/** Bad checkpoints, and the nodes found to have written them. */
interface Corruption {
  readonly cleanWork: Micros;
  readonly cause: string;
  readonly nodes: readonly NodeId[];
}

const UNKNOWN = { kind: 'observed', health: 'unknown' } as const;

/** What the engine reports to the supervisor about one run, and what it has reported of its checkpoints. */
export class Reports {
  readonly #world: Pick<Surroundings, 'now' | 'post' | 'orders' | 'nodes'>;
  readonly #twin: TwinRun;
  readonly #ledger: Ledger;
  /** Checkpoints with more work than this are bad; reported to the supervisor until it rolls back. */
  #corruption: Corruption | undefined;
  #toldWork: Micros = 0;
  /** Reasons why the run's health is unknown. */
  #doubts = 0;

  constructor(
    world: Pick<Surroundings, 'now' | 'post' | 'orders' | 'nodes'>,
    twin: TwinRun,
    ledger: Ledger,
  ) {
    this.#world = world;
    this.#twin = twin;
    this.#ledger = ledger;
  }

  /** Fence of the newest order. */
  get fence(): Fence {
    return this.#world.orders.fenceOf(this.#twin.spec.run);
  }

  get isInDoubt(): boolean {
    return this.#doubts > 0;
  }

  tell(body: RunEventBody, { run, attempt, epoch }: Fence = this.fence): void {
    this.#world.post({ at: this.#world.now, run, attempt, epoch }, body);
  }

  /** Reports the newest durable checkpoint, unless it was already reported. */
  tellCheckpoint(fence: Fence): void {
    const { work } = this.#ledger;
    if (work === this.#toldWork) return;
    this.#toldWork = work;
    this.tell({ kind: 'checkpointed', work }, fence);
  }

  /** Notes that another message has reported the newest durable checkpoint. */
  noteCheckpoint(): void {
    this.#toldWork = this.#ledger.work;
  }

  /** Reports a failure; while the health is in doubt, only that it is unknown. */
  tellFailure(fence: Fence, replica?: ReplicaId): void {
    if (this.isInDoubt) this.tellUnknown(fence);
    else if (replica === undefined) this.tell({ kind: 'observed', health: 'failed' }, fence);
    else this.tell({ kind: 'observed', health: 'failed', replica }, fence);
  }

  tellUnknown(fence: Fence): void {
    this.tell(UNKNOWN, fence);
  }

  /** The model was found corrupted: what was saved after `cleanWork` is bad. */
  corrupt({ cleanWork, cause, nodes }: Corruption): void {
    const before = this.#corruption;
    const work = Math.min(cleanWork, this.#ledger.work, before?.cleanWork ?? cleanWork);
    this.#corruption = { cleanWork: work, cause, nodes: [...(before?.nodes ?? []), ...nodes] };
    this.tellCorruption(this.fence);
  }

  tellCorruption(fence: Fence): void {
    if (!this.#corruption) return;
    const { cleanWork, cause, nodes } = this.#corruption;
    const bad = nodes.filter((node) => this.#world.nodes.breakageOf(node));
    this.tell({ kind: 'corrupted', cleanWork, diagnosis: { cause, nodes: bad } }, fence);
  }

  /** The run rolled back to a checkpoint with this much work. */
  noteRollback(work: Micros): void {
    this.noteCheckpoint();
    if (this.#corruption && work <= this.#corruption.cleanWork) this.#corruption = undefined;
  }

  /** From now on the run's health is unknown, which is reported if there is an attempt. */
  doubt(attempt: Fence | undefined): void {
    this.#doubts++;
    if (attempt) this.tellUnknown(attempt);
  }

  /** One reason for doubt has ended. */
  trust(): void {
    this.#doubts--;
  }
}
