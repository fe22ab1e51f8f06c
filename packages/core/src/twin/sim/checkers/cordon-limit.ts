import type { StepResult } from '../../../control/index.ts';
import type { Micros, NodeId, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/**
 * No more nodes are cordoned at once than the policy's share of the fleet; a share above 0 always allows one,
 * however small the fleet, and 0 allows none.
 */
export class CordonLimit implements Checker {
  readonly #most: number;
  readonly #report: Report;
  readonly #cordoned = new Set<NodeId>();

  constructor({ scenario }: SimCase, report: Report) {
    const { maxCordonShare } = scenario.fleet;
    const least = maxCordonShare > 0 ? 1 : 0;
    this.#most = Math.max(least, Math.floor(maxCordonShare * scenario.topology.nodes));
    this.#report = report;
  }

  step(now: Micros, event: SupervisorEvent, { commands }: StepResult): void {
    if (event.kind === 'uncordoned') this.#cordoned.delete(event.node);
    for (const command of commands) {
      if (command.kind !== 'cordon') continue;
      this.#cordoned.add(command.node);
      if (this.#cordoned.size <= this.#most) continue;
      this.#report(now, `${this.#cordoned.size} nodes are cordoned, of ${this.#most} allowed`);
    }
  }
}
