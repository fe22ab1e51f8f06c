import { type Command, type Diagnosis, type NodeId, toSeconds } from '@gigafactory/core/protocol';
import { type Attempt, markOf, members, newRank, nodesOf, type Rank, ranksOf } from './attempt.ts';
import type { Gang } from './gang.ts';
import { membersLine } from './program.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;
type ReplicaCommand = CommandOf<'shrink' | 'diagnoseReplica' | 'rejoin'>;

const UNKNOWN: Diagnosis = { cause: 'unknown', nodes: [] };

/** An order that is done once all members train under this generation or a later one. */
interface Pending {
  readonly command: CommandOf<'shrink' | 'rejoin'>;
  readonly generation: number;
}

/** Lets the members of an attempt go on without a replica, and brings it back. */
export class Membership {
  readonly #gang: Gang;
  #pending: Pending[] = [];

  constructor(gang: Gang) {
    this.#gang = gang;
  }

  /** Whether members are to answer. */
  get isChanging(): boolean {
    return this.#pending.length > 0;
  }

  execute(attempt: Attempt, command: ReplicaCommand): void {
    const { host, replicaFailures } = this.#gang;
    const { replica, id: answers } = command;
    if (command.kind === 'shrink') host.begin(() => this.#shrink(attempt, command));
    else if (command.kind === 'rejoin') host.begin(() => this.#rejoin(attempt, command));
    else {
      const diagnosis = replicaFailures.get(replica) ?? UNKNOWN;
      host.confirm(command, { kind: 'replicaDiagnosed', replica, answers, diagnosis });
    }
  }

  /** Confirms what all members have answered. */
  noteAnswers(attempt: Attempt): void {
    if (attempt.isEnding || this.#pending.length === 0) return;
    const { host } = this.#gang;
    const living = members(attempt);
    if (living.length === 0) return;
    const reached = Math.min(...living.map(({ generation }) => generation));
    const done = this.#pending.filter(({ generation }) => generation <= reached);
    if (done.length === 0) return;
    this.#pending = this.#pending.filter((pending) => !done.includes(pending));
    if (reached === attempt.generation && attempt.changedAt !== undefined) {
      const stalled = toSeconds(host.clock.now - attempt.changedAt);
      attempt.changedAt = undefined;
      const replicas = [...new Set(living.map(({ replica }) => replica))];
      host.tell(attempt.launch, { kind: 'members', generation: reached, replicas, stalled });
    }
    for (const { command } of done) {
      const { replica, id: answers } = command;
      const kind = command.kind === 'shrink' ? 'shrunk' : 'rejoined';
      host.confirm(command, { kind, replica, answers });
    }
  }

  /** Nothing of an attempt is awaited any more. */
  forget(): void {
    this.#pending = [];
  }

  async #shrink(attempt: Attempt, command: CommandOf<'shrink'>): Promise<void> {
    const { host } = this.#gang;
    const { replica } = command;
    const own = ranksOf(attempt, replica);
    const others = members(attempt).filter((rank) => rank.replica !== replica);
    if (own.length === 0 || others.length === 0) {
      host.undo(command, `there is nothing left to go on without replica ${replica}`);
      return;
    }
    const diagnosis = this.#gang.replicaFailures.get(replica) ?? UNKNOWN;
    attempt.losses = attempt.losses.filter((loss) => loss.replica !== replica);
    attempt.losses.push({ replica, diagnosis, isShrunk: true });
    if (!(await this.#gang.endRanks(own, command))) {
      host.undo(command, `ranks of replica ${replica} could not be killed`);
      return;
    }
    if (!this.#isCurrent(attempt, command)) return;
    await this.#change(attempt, command);
  }

  async #rejoin(attempt: Attempt, command: CommandOf<'rejoin'>): Promise<void> {
    const { host, run } = this.#gang;
    const { replica, add, remove } = command;
    const before = ranksOf(attempt, replica);
    const kept = nodesOf(before).filter((node) => !remove.includes(node));
    const nodes = [...new Set([...kept, ...add])].sort((a, b) => a - b);
    if (before.length === 0 || nodes.length !== run.nodesPerReplica) {
      host.undo(
        command,
        `replica ${replica} would have ${nodes.length} nodes of ${run.nodesPerReplica}`,
      );
      return;
    }
    const isReady =
      (await this.#gang.endRanks(before, command)) && (await host.cluster.raise(nodes));
    if (!this.#isCurrent(attempt, command)) return;
    if (!isReady || !host.take(add, command)) {
      host.undo(command, `the nodes of replica ${replica} are not ready`);
      return;
    }
    const ranks = await this.#newRanks(before, nodes, command);
    if (!this.#isCurrent(attempt, command)) return;
    this.#replace(attempt, ranks, command);
    await this.#gang.start(ranks, command, true);
    if (this.#isCurrent(attempt, command)) await this.#change(attempt, command);
  }

  async #newRanks(
    before: readonly Rank[],
    nodes: readonly NodeId[],
    command: Command,
  ): Promise<Rank[]> {
    const seats = before.map((rank, index) => ({
      ...rank,
      node: nodes[Math.floor(index / this.#gang.run.ranksPerNode)]!,
    }));
    const addresses = await this.#gang.host.cluster.addresses(markOf(command), seats);
    return seats.map((seat, index) => newRank(seat, addresses[index]!, command.id));
  }

  #replace(attempt: Attempt, ranks: readonly Rank[], command: CommandOf<'rejoin'>): void {
    const { members: gang, host } = this.#gang;
    attempt.ranks = attempt.ranks.map((old) => ranks.find(({ rank }) => rank === old.rank) ?? old);
    attempt.losses = attempt.losses.filter(({ replica }) => replica !== command.replica);
    const used = nodesOf(attempt.ranks);
    // Nodes that left this replica may serve another by now.
    for (const node of command.remove) if (!used.includes(node)) gang.delete(node);
    for (const node of command.add) gang.add(node);
    host.write();
  }

  /** Tells all members who they are now; the order is done when all have answered. */
  async #change(attempt: Attempt, command: Pending['command']): Promise<void> {
    const { host } = this.#gang;
    const generation = ++attempt.generation;
    attempt.changedAt ??= this.#gang.lastStepAt ?? host.clock.now;
    this.#pending = this.#pending.filter((other) => other.command.id !== command.id);
    this.#pending.push({ command, generation });
    host.write();
    const living = members(attempt);
    const text = membersLine(generation, living);
    const nodes = nodesOf(living);
    const isTold = await host.cluster.tellMembers(markOf(command), nodes, { generation, text });
    if (!isTold && attempt.generation === generation) {
      host.undo(command, 'not every rank could be told');
    }
  }

  #isCurrent(attempt: Attempt, command: Command): boolean {
    const { host } = this.#gang;
    return this.#gang.attempt === attempt && !attempt.isEnding && host.book.isNewest(command);
  }
}
