import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Diagnosis, NodeId, ReplicaId, RunId } from '@gigafactory/core/protocol';
import { type Attempt, nodesOf, type Rank, statusOf } from './attempt.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { taskset } from './limits.ts';
import type { LocalRun } from './options.ts';
import { environmentOf } from './program.ts';
import type { RunHost } from './run-host.ts';

/** Where the logs of a run's ranks are; a run may be called what no file may. */
export function logFolderOf(folder: string, run: RunId): string {
  return join(folder, 'logs', encodeURIComponent(run));
}

/** Under which order something is asked of agents. */
type Mark = Pick<Command, 'run' | 'attempt' | 'epoch' | 'id'>;

/** What the engine has of one run: its nodes, its attempt, its checkpoints, and how to reach its ranks. */
export class Gang {
  readonly run: LocalRun;
  readonly host: RunHost;
  readonly members = new Set<NodeId>();
  readonly store: CheckpointStore;
  attempt: Attempt | undefined;
  /** Why the last attempt that ended had failed. */
  failure: Diagnosis | undefined;
  /** Why each replica that was lost last failed. */
  readonly replicaFailures = new Map<ReplicaId, Diagnosis>();
  /** When the newest step of any attempt was heard of, us. */
  lastStepAt: number | undefined;
  readonly #logs: string;

  constructor(run: LocalRun, folder: string, host: RunHost) {
    this.run = run;
    this.host = host;
    this.#logs = logFolderOf(folder, run.run);
    this.store = new CheckpointStore(run);
  }

  get ranksPerReplica(): number {
    return this.run.nodesPerReplica * this.run.ranksPerNode;
  }

  logOf(rank: number): string {
    return join(this.#logs, `rank-${rank}.log`);
  }

  tellRank(rank: Rank): void {
    if (this.attempt) this.host.tell(this.attempt.launch, { kind: 'rank', rank: statusOf(rank) });
  }

  note(text: string): void {
    const about = this.attempt?.launch ?? this.host.book.fenceOf(this.run.run);
    this.host.tell(about, { kind: 'note', rank: undefined, text });
  }

  /** Asks the agents of these ranks to start them; returns whether all began to. */
  async start(ranks: readonly Rank[], mark: Mark, isJoining: boolean): Promise<boolean> {
    const { attempt } = this;
    if (!attempt) return false;
    mkdirSync(this.#logs, { recursive: true, mode: 0o700 });
    const starts = nodesOf(ranks).map(async (id) => {
      const own = ranks.filter(({ node }) => node === id);
      const orders = own.map((rank) => this.#orderOf(rank, attempt, isJoining));
      const answer = await this.host.nodes[id]!.ask({
        order: 'start',
        ...markOf(mark),
        ranks: orders,
      });
      if (answer?.why)
        this.note(`Node ${this.host.nodes[id]!.name} starts nothing: ${answer.why}.`);
      return answer?.isDone === true;
    });
    return (await Promise.all(starts)).every((isDone) => isDone);
  }

  /** Kills every process of the run, for sure; returns whether none is left. */
  async end(mark: Mark): Promise<boolean> {
    const used = new Set([...this.members, ...nodesOf(this.attempt?.ranks ?? [])]);
    return this.#end([...used], mark, undefined);
  }

  /** The same for these ranks alone. */
  endRanks(ranks: readonly Rank[], mark: Mark): Promise<boolean> {
    return this.#end(nodesOf(ranks), mark, new Set(ranks.map(({ rank }) => rank)));
  }

  /** Tells the ranks on these nodes to save and leave. */
  async tellToSave(ranks: readonly Rank[], mark: Mark): Promise<void> {
    const asks = nodesOf(ranks).map((id) =>
      this.host.nodes[id]!.ask({ order: 'save', ...markOf(mark) }),
    );
    await Promise.all(asks);
  }

  async #end(
    nodes: readonly NodeId[],
    mark: Mark,
    ranks: ReadonlySet<number> | undefined,
  ): Promise<boolean> {
    const ends = nodes.map(async (id) => {
      const node = this.host.nodes[id]!;
      const which = ranks && { ranks: [...ranks] };
      const answer = await node.ask({ order: 'end', ...markOf(mark), ...which });
      if (answer?.why) this.note(`Node ${node.name}: ${answer.why}.`);
      if (answer && (!answer.isDone || ranks)) return answer.isDone;
      // An agent that does not answer, or a process that left its group.
      return node.clear(this.run.run);
    });
    return (await Promise.all(ends)).every((isDone) => isDone);
  }

  #orderOf(rank: Rank, attempt: Attempt, isJoining: boolean) {
    const { run, host } = this;
    const { program, limits } = run;
    const checkpointEvery = Math.max(1, Math.round((attempt.launch.interval * 1e6) / run.stepTime));
    const launch = { run, attempt, nodes: host.nodes, checkpointEvery, isJoining };
    return {
      rank: rank.rank,
      replica: rank.replica,
      argv: taskset(program.argv, rank.rank, limits.cpusPerRank),
      environment: environmentOf(rank, launch),
      cwd: program.cwd,
      hearsMembers: run.recovery === 'replica',
      progress: program.progress,
      memory: limits.memoryPerRank,
      log: this.logOf(rank.rank),
    };
  }
}

function markOf({ run, attempt, epoch, id }: Mark) {
  return { run, attempt, epoch, command: id };
}
