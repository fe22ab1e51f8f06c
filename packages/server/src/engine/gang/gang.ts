import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Diagnosis, NodeId, ReplicaId, RunId } from '@gigafactory/core/protocol';
import { type Attempt, markOf, nodesOf, type Rank, statusOf } from './attempt.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { Outcome } from './cluster.ts';
import type { EngineRun } from './options.ts';
import { commonEnvironment, ownEnvironment, placesOf, secretsOf, withAddress } from './program.ts';
import type { RunHost } from './run-host.ts';

/** Where the logs of a run's ranks are; a run may be called what no file may. */
export function logFolderOf(folder: string, run: RunId): string {
  return join(folder, 'logs', encodeURIComponent(run));
}

/** Under which order something is asked. */
type Mark = Pick<Command, 'run' | 'attempt' | 'epoch' | 'id'>;

/** What the engine has of one run: its nodes, its attempt, its checkpoints, and how to reach its ranks. */
export class Gang {
  readonly run: EngineRun;
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

  constructor(run: EngineRun, folder: string, host: RunHost) {
    this.run = run;
    this.host = host;
    this.#logs = logFolderOf(run.folder ?? folder, run.run);
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

  /** Has these ranks started; returns whether all began to. */
  async start(ranks: readonly Rank[], mark: Mark, isJoining: boolean): Promise<boolean> {
    const { attempt, run } = this;
    if (!attempt) return false;
    mkdirSync(this.#logs, { recursive: true, mode: 0o700 });
    const { nodes } = this.host.cluster;
    const checkpointEvery = Math.max(1, Math.round((attempt.launch.interval * 1e6) / run.stepTime));
    const places = placesOf(attempt);
    const launch = { run, attempt, nodes, places, checkpointEvery, isJoining };
    const outcome = await this.host.cluster.start({
      ...markOf(mark),
      program: run.serve ? withAddress(run.program, attempt.ranks[0]!) : run.program,
      environment: commonEnvironment(launch),
      secrets: secretsOf(run, attempt),
      hearsMembers: run.recovery === 'replica',
      limits: run.limits,
      seats: ranks.map(({ rank, replica, node, localRank }) => ({
        ...{ rank, replica, node, localRank },
        environment: ownEnvironment({ rank, replica, node, localRank }, launch),
        log: this.logOf(rank),
      })),
    });
    return this.#tell(outcome);
  }

  /** Kills every process of the run, for sure; returns whether none is left. */
  async end(mark: Mark): Promise<boolean> {
    const used = new Set([...this.members, ...nodesOf(this.attempt?.ranks ?? [])]);
    return this.#tell(await this.host.cluster.end(markOf(mark), [...used]));
  }

  /** The same for these ranks alone. */
  async endRanks(ranks: readonly Rank[], mark: Mark): Promise<boolean> {
    const which = new Set(ranks.map(({ rank }) => rank));
    return this.#tell(await this.host.cluster.end(markOf(mark), nodesOf(ranks), which));
  }

  #tell({ isDone, notes }: Outcome): boolean {
    for (const text of notes) this.note(text);
    return isDone;
  }
}
