import type { StepResult, SupervisorState } from '../../../control/index.ts';
import type { Micros, NodeId, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** Every node is held by one run, free, or out: none is counted twice or lost. */
export class Spares implements Checker {
  readonly #nodes: number;
  readonly #report: Report;

  constructor({ scenario }: SimCase, report: Report) {
    this.#nodes = scenario.topology.nodes;
    this.#report = report;
  }

  step(now: Micros, event: SupervisorEvent, { state }: StepResult): void {
    const { free, out, reserved, warm } = state.pool;
    const seen = new Set<NodeId>();
    for (const node of [...free, ...out.map((entry) => entry.node)]) {
      if (seen.has(node)) this.#report(now, `node ${node} is free or out twice at "${event.kind}"`);
      seen.add(node);
    }
    const held = heldIn(state);
    if (held + seen.size !== this.#nodes) {
      this.#report(
        now,
        `${held} held, ${free.length} free and ${out.length} out of ${this.#nodes} nodes at "${event.kind}"`,
      );
    }
    for (const node of [...warm, ...reserved.map((entry) => entry.node)]) {
      if (!free.includes(node)) this.#report(now, `node ${node} is kept ready but is not free`);
    }
  }
}

function heldIn({ runs }: SupervisorState): number {
  return runs.reduce((sum, { spec, missing, lost, phase }) => {
    if (phase === 'finished' || phase === 'failed') return sum;
    const lacking = lost.reduce((total, replica) => total + replica.missing, missing);
    return sum + spec.replicas * spec.nodesPerReplica - lacking;
  }, 0);
}
