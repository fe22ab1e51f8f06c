import type {
  Command,
  Micros,
  NodeId,
  ReplicaId,
  RunEventBody,
} from '../control/protocol/index.ts';
import type { Attempt, AttemptFault, LostReplica } from './attempt.ts';
import type { Processes } from './processes.ts';
import { swapTime, takeNodes } from './recruit.ts';
import type { Surroundings } from './surroundings.ts';

type ReplicaCommand = Extract<Command, { readonly replica: ReplicaId }>;
type ReplicaCommandOf<Kind extends ReplicaCommand['kind']> = Extract<Command, { kind: Kind }>;

/** An attempt's replicas: how they are lost, left out and brought back one by one. */
export class Replicas {
  readonly #world: Surroundings;
  readonly #processes: Processes;

  constructor(world: Surroundings, processes: Processes) {
    this.#world = world;
    this.#processes = processes;
  }

  /** Loses the replica of a member; false if it was lost before. */
  loseMember(attempt: Attempt, node: NodeId, fault: AttemptFault): boolean {
    return this.#lose(attempt, this.#processes.seats.replicaOf(node), fault);
  }

  /** Carries out an order to a replica that is lost or that the order gives up. */
  execute(attempt: Attempt, command: ReplicaCommand): void {
    const lost = attempt.lost.get(command.replica) ?? this.#giveUp(attempt, command);
    if (!lost) return;
    this.#world.orders.accept(command);
    switch (command.kind) {
      case 'shrink':
        this.#shrink(attempt, lost, command);
        break;
      case 'diagnoseReplica':
        this.#diagnose(attempt, lost, command);
        break;
      case 'rejoin':
        this.#rejoin(attempt, lost, command);
    }
  }

  #lose(attempt: Attempt, replica: ReplicaId, fault: AttemptFault): boolean {
    const { reports } = this.#processes;
    const before = attempt.lost.get(replica);
    if (before && before.phase !== 'joining') return false;
    if (before) {
      before.phase = 'failing';
      before.cause = fault.cause;
      before.headStart = 0;
    } else {
      attempt.lost.set(replica, { cause: fault.cause, phase: 'noticing', headStart: 0 });
      this.#processes.stall(attempt);
    }
    this.#world.after(this.#processes.timeToNotice(fault), () => {
      if (!attempt.hasReplicas) return;
      const lost = attempt.lost.get(replica);
      if (lost) lost.headStart = this.#processes.headStartOf(fault);
      // A run that survives its losses reports nothing else for days, and would count them all as one crash
      // loop.
      reports.tellCheckpoint(attempt);
      reports.tellFailure(attempt, replica);
    });
    return true;
  }

  /** The supervisor goes on without a healthy replica because of a late message. */
  #giveUp(attempt: Attempt, { kind, replica }: ReplicaCommand): LostReplica | undefined {
    if (kind !== 'shrink' || !attempt.canFail) return undefined;
    const lost: LostReplica = { cause: 'unknown', phase: 'noticing', headStart: 0 };
    attempt.lost.set(replica, lost);
    this.#processes.stall(attempt);
    return lost;
  }

  /** Confirms an order to a replica, unless a newer one came in the meantime or the attempt is over. */
  #confirm(attempt: Attempt, command: ReplicaCommand, answer: RunEventBody): boolean {
    if (!attempt.hasReplicas) return false;
    if (!this.#world.orders.confirm(command, answer)) return false;
    this.#processes.reports.tell(answer, command);
    return true;
  }

  #shrink(attempt: Attempt, lost: LostReplica, command: ReplicaCommandOf<'shrink'>): void {
    const processes = this.#processes;
    const { id: answers, replica } = command;
    lost.phase = 'stalling';
    if (attempt.phase === 'stalled') processes.wait('restart');
    this.#world.after(this.#left(lost, 'shrink'), () => {
      if (!this.#confirm(attempt, command, { kind: 'shrunk', replica, answers })) return;
      lost.phase = 'out';
      if (attempt.phase === 'stalled' && !attempt.isHeldUp()) processes.resume(attempt);
    });
  }

  #diagnose(
    attempt: Attempt,
    lost: LostReplica,
    command: ReplicaCommandOf<'diagnoseReplica'>,
  ): void {
    const processes = this.#processes;
    const { id: answers, replica } = command;
    const { cause } = lost;
    lost.phase = 'out';
    this.#world.after(processes.draw('diagnose', processes.twin.times.diagnose), () => {
      const diagnosis = { cause, nodes: this.#badIn(replica) };
      this.#confirm(attempt, command, { kind: 'replicaDiagnosed', replica, answers, diagnosis });
    });
  }

  /** Members of a replica that are broken or out of reach. */
  #badIn(replica: ReplicaId): NodeId[] {
    const { seats } = this.#processes;
    return this.#processes.badMembers().filter((node) => seats.replicaOf(node) === replica);
  }

  #rejoin(attempt: Attempt, lost: LostReplica, command: ReplicaCommandOf<'rejoin'>): void {
    const world = this.#world;
    const processes = this.#processes;
    const { twin, seats } = processes;
    const { id, replica, add, remove } = command;
    lost.phase = 'joining';
    if (!takeNodes(world, processes, add, id)) {
      world.orders.undo(command);
      return;
    }
    const swap = add.length === 0 ? 0 : processes.draw('swap', swapTime(world, twin, add));
    seats.change(replica, add, remove);
    world.countNodes();
    world.after(swap + this.#left(lost, 'rejoin'), () => {
      // A newer order may have brought it back meanwhile, whereupon it was lost once more.
      if (attempt.isGone || lost.phase !== 'joining' || !world.orders.isNewest(command)) return;
      this.#comeBack(attempt, command);
    });
  }

  /** What is left of the time that something takes, after the head start. */
  #left(lost: LostReplica, what: 'shrink' | 'rejoin'): Micros {
    const whole = this.#processes.draw(what, this.#processes.twin.times[what]);
    const left = Math.max(0, whole - lost.headStart);
    lost.headStart -= whole - left;
    return left;
  }

  /** The replica rejoins the others in training, unless one of its members broke meanwhile. */
  #comeBack(attempt: Attempt, command: ReplicaCommandOf<'rejoin'>): void {
    const { id: answers, replica } = command;
    const bad = this.#badIn(replica)[0];
    if (bad !== undefined) {
      const cause = this.#world.nodes.breakageOf(bad)?.cause ?? 'out of reach';
      this.#lose(attempt, replica, { cause, detection: 'crash' });
      return;
    }
    if (!this.#confirm(attempt, command, { kind: 'rejoined', replica, answers })) return;
    attempt.lost.delete(replica);
    this.#processes.copies.renewOf(replica);
    if (attempt.phase === 'training') this.#processes.resume(attempt);
  }
}
