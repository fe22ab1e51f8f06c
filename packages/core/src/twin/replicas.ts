import type { Command, NodeId, ReplicaId, RunEventBody } from '../control/protocol/index.ts';
import { type Attempt, type AttemptFault, canFail } from './attempt.ts';
import { type LostReplica, Processes, UNKNOWN } from './processes.ts';

/** Processes whose replicas may be lost and brought back one by one. */
export class ReplicatedProcesses extends Processes {
  /** A member broke, or is out of reach: the attempt ends of it, or one replica does. */
  onMemberFault(node: NodeId, fault: AttemptFault): boolean {
    const { attempt } = this;
    const { nodes } = this.world;
    // Where starting again is enough, memory and drives outlive the processes.
    if (nodes.breakageOf(node) || nodes.isDown(node)) this.deadPlaces.add(nodes.placeOf(node));
    if (!attempt || !canFail(attempt)) {
      if (!this.hasCopies()) this.drop(false);
      return false;
    }
    if (this.twin.spec.policy.recovery === 'replica' && attempt.phase !== 'starting') {
      return this.#loseReplica(attempt, this.seats.replicaOf(node), fault);
    }
    this.breakAttempt(attempt, fault, true);
    return true;
  }

  protected executeForReplica(command: Extract<Command, { readonly replica: ReplicaId }>): void {
    const { attempt } = this;
    if (!attempt || command.attempt !== attempt.attempt) return;
    const lost = this.lost.get(command.replica) ?? this.#giveUpReplica(attempt, command);
    if (!lost) return;
    this.world.orders.accept(command);
    if (command.kind === 'shrink') this.#shrink(attempt, lost, command);
    else if (command.kind === 'diagnoseReplica') this.#diagnoseReplica(attempt, lost, command);
    else this.#rejoin(attempt, lost, command);
  }

  protected faultOfLost(): AttemptFault | undefined {
    for (const { cause } of this.lost.values()) return { cause, detection: 'crash' };
    return undefined;
  }

  #loseReplica(attempt: Attempt, replica: ReplicaId, fault: AttemptFault): boolean {
    const before = this.lost.get(replica);
    if (before && before.phase !== 'joining') return false;
    if (before) {
      before.phase = 'failing';
      before.cause = fault.cause;
    } else {
      this.lost.set(replica, { cause: fault.cause, phase: 'noticing' });
      this.#stall(attempt);
    }
    this.after(this.delayOf(fault), () => {
      if (this.attempt !== attempt || attempt.phase === 'broken') return;
      // A run that outlives its losses says nothing else for days, and would count them all as one crash loop.
      this.tellCheckpoint(this.fenceOf(attempt));
      const failed = { kind: 'observed', health: 'failed', replica } as const;
      this.tell(this.doubts > 0 ? UNKNOWN : failed, this.fenceOf(attempt));
    });
    return true;
  }

  /** The others wait until the lost one is left out; the replicas of a service never wait. */
  #stall(attempt: Attempt): void {
    if (this.twin.kind === 'serve') {
      this.ledger.setSpeed(this.world.now, this.speed());
      return;
    }
    this.endTraining();
    attempt.phase = 'stalled';
    this.wait('detect');
  }

  /** The supervisor goes on without a replica that is well, because of a word that came late. */
  #giveUpReplica(
    attempt: Attempt,
    { kind, replica }: Extract<Command, { readonly replica: ReplicaId }>,
  ): LostReplica | undefined {
    if (kind !== 'shrink' || !canFail(attempt)) return undefined;
    const lost: LostReplica = { cause: 'unknown', phase: 'noticing' };
    this.lost.set(replica, lost);
    this.#stall(attempt);
    return lost;
  }

  /** Confirms an order to a replica, unless a newer one came in between or the attempt is over. */
  #confirmReplica(
    attempt: Attempt,
    command: Command & { replica: ReplicaId },
    answer: RunEventBody,
  ): boolean {
    if (this.attempt !== attempt || attempt.phase === 'broken') return false;
    if (!this.world.orders.confirm(command, answer)) return false;
    this.tell(answer, command);
    return true;
  }

  #shrink(
    attempt: Attempt,
    lost: LostReplica,
    command: Extract<Command, { kind: 'shrink' }>,
  ): void {
    const { id: answers, replica } = command;
    lost.phase = 'stalling';
    if (attempt.phase === 'stalled') this.wait('restart');
    this.after(this.draw('shrink', this.twin.times.shrink), () => {
      if (!this.#confirmReplica(attempt, command, { kind: 'shrunk', replica, answers })) return;
      lost.phase = 'out';
      const waits = [...this.lost.values()].some(
        ({ phase }) => phase === 'noticing' || phase === 'stalling',
      );
      if (attempt.phase === 'stalled' && !waits) this.resume(attempt);
    });
  }

  #diagnoseReplica(
    attempt: Attempt,
    lost: LostReplica,
    command: Extract<Command, { kind: 'diagnoseReplica' }>,
  ): void {
    const { id: answers, replica } = command;
    const { cause } = lost;
    lost.phase = 'out';
    this.after(this.draw('diagnose', this.twin.times.diagnose), () => {
      const nodes = this.#badIn(replica);
      const answer = {
        kind: 'replicaDiagnosed',
        replica,
        answers,
        diagnosis: { cause, nodes },
      } as const;
      this.#confirmReplica(attempt, command, answer);
    });
  }

  /** Members of a replica that are broken or out of reach. */
  #badIn(replica: ReplicaId): NodeId[] {
    return this.badMembers().filter((node) => this.seats.replicaOf(node) === replica);
  }

  #rejoin(
    attempt: Attempt,
    lost: LostReplica,
    command: Extract<Command, { kind: 'rejoin' }>,
  ): void {
    const { id: answers, replica, add, remove } = command;
    lost.phase = 'joining';
    if (!this.canTake(add, answers)) {
      this.world.orders.undo(command);
      return;
    }
    const swap = add.length === 0 ? 0 : this.drawSwap(add);
    this.seats.change(replica, add, remove);
    this.world.countNodes();
    this.after(swap + this.draw('rejoin', this.twin.times.rejoin), () => {
      if (this.attempt !== attempt || lost.phase !== 'joining') return;
      const bad = this.#badIn(replica)[0];
      if (bad !== undefined) {
        const cause = this.world.nodes.breakageOf(bad)?.cause ?? 'out of reach';
        this.#loseReplica(attempt, replica, { cause, detection: 'crash' });
        return;
      }
      if (!this.#confirmReplica(attempt, command, { kind: 'rejoined', replica, answers })) return;
      this.lost.delete(replica);
      for (const place of this.deadPlaces) {
        if (this.seats.replicaAt(place) === replica) this.deadPlaces.delete(place);
      }
      if (this.isTraining) this.resume(attempt);
    });
  }
}
