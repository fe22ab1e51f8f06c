import type { AttemptId, Command, Micros, NodeId, RunId } from '../../../control/protocol/index.ts';
import type { TwinRun } from '../../scenario.ts';
import type { Begun, NodeChange } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/**
 * An attempt begins with all the nodes that its replicas need, and never with more than the run's quota;
 * while it lives, no other gang gets a node that it has not released.
 */
export class FullGang implements Checker {
  readonly #runs: readonly TwinRun[];
  readonly #report: Report;
  readonly #holders = new Map<NodeId, number>();
  readonly #alive = new Set<number>();
  /** Nodes that left a gang while its attempt was alive, and those that it was ordered to release. */
  readonly #leftAlive = new Map<NodeId, number>();
  readonly #letGo = new Map<NodeId, number>();

  constructor({ scenario }: SimCase, report: Report) {
    this.#runs = scenario.runs;
    this.#report = report;
  }

  node(now: Micros, node: NodeId, change: NodeChange): void {
    if (change.what === 'left') this.#leave(node);
    if (change.what !== 'joined') return;
    this.#checkTaken(now, node, change.run);
    const other = this.#holders.get(node);
    if (other !== undefined) this.#report(now, `node ${node} joins a gang while it is in another`);
    this.#holders.set(node, change.run);
    const { run, replicas, nodesPerReplica } = this.#runs[change.run]!.spec;
    const held = this.#heldBy(change.run);
    if (held > replicas * nodesPerReplica) this.#report(now, `${run} holds ${held} nodes`);
  }

  command(_now: Micros, command: Command): void {
    if (command.kind !== 'rejoin') return;
    const index = this.#indexOf(command.run);
    for (const node of command.remove) this.#letGo.set(node, index);
  }

  gone(_now: Micros, run: RunId, _attempt: AttemptId): void {
    const index = this.#indexOf(run);
    this.#alive.delete(index);
    for (const [node, from] of this.#leftAlive) if (from === index) this.#leftAlive.delete(node);
    for (const [node, from] of this.#letGo) if (from === index) this.#letGo.delete(node);
  }

  #leave(node: NodeId): void {
    const from = this.#holders.get(node);
    if (from !== undefined && this.#alive.has(from)) this.#leftAlive.set(node, from);
    this.#holders.delete(node);
  }

  #checkTaken(now: Micros, node: NodeId, by: number): void {
    const from = this.#leftAlive.get(node);
    this.#leftAlive.delete(node);
    if (from === undefined || from === by || this.#letGo.get(node) === from) return;
    this.#report(now, `node ${node} is taken from ${this.#runs[from]!.spec.run}, which lives`);
  }

  begun(now: Micros, { run, replicas }: Begun): void {
    const index = this.#indexOf(run);
    this.#alive.add(index);
    const { minReplicas, nodesPerReplica } = this.#runs[index]!.spec;
    const held = this.#heldBy(index);
    if (held < replicas * nodesPerReplica) {
      this.#report(
        now,
        `${run} begins ${replicas} replicas of ${nodesPerReplica} on ${held} nodes`,
      );
    }
    if (replicas < minReplicas) {
      this.#report(now, `${run} begins with ${replicas} of at least ${minReplicas} replicas`);
    }
  }

  #indexOf(run: RunId): number {
    return this.#runs.findIndex(({ spec }) => spec.run === run);
  }

  #heldBy(run: number): number {
    let held = 0;
    for (const holder of this.#holders.values()) if (holder === run) held++;
    return held;
  }
}
