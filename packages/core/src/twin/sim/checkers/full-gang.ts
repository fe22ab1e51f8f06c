import type { Micros, NodeId, RunId } from '../../../control/protocol/index.ts';
import type { TwinRun } from '../../scenario.ts';
import type { Begun, NodeChange } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** An attempt begins with all the nodes that its replicas need, and never on more than the run's quota. */
export class FullGang implements Checker {
  readonly #runs: readonly TwinRun[];
  readonly #report: Report;
  readonly #holders = new Map<NodeId, number>();

  constructor({ scenario }: SimCase, report: Report) {
    this.#runs = scenario.runs;
    this.#report = report;
  }

  node(now: Micros, node: NodeId, change: NodeChange): void {
    if (change.what === 'left') this.#holders.delete(node);
    if (change.what !== 'joined') return;
    const other = this.#holders.get(node);
    if (other !== undefined) this.#report(now, `node ${node} joins a gang while it is in another`);
    this.#holders.set(node, change.run);
    const { run, replicas, nodesPerReplica } = this.#runs[change.run]!.spec;
    const held = this.#heldBy(change.run);
    if (held > replicas * nodesPerReplica) this.#report(now, `${run} holds ${held} nodes`);
  }

  begun(now: Micros, { run, replicas }: Begun): void {
    const index = this.#indexOf(run);
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
