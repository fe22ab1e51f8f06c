import type { StepResult, SupervisorState } from '../../../control/index.ts';
import type { NodeId, SupervisorEvent } from '../../../control/protocol/index.ts';
import { type Micros, toMicros } from '../../../control/protocol/index.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/** Nothing stays cordoned or down for ever: after healing, every node comes back. */
export class Returns implements Checker {
  readonly #sim: SimCase;
  readonly #report: Report;
  readonly #cordoned = new Set<NodeId>();
  #state: SupervisorState | undefined;

  constructor(sim: SimCase, report: Report) {
    this.#sim = sim;
    this.#report = report;
  }

  told(_now: Micros, event: SupervisorEvent): void {
    if (event.kind === 'cordoned') this.#cordoned.add(event.node);
    else if (event.kind === 'uncordoned') this.#cordoned.delete(event.node);
  }

  step(_now: Micros, _event: SupervisorEvent, { state }: StepResult): void {
    this.#state = state;
  }

  end(now: Micros): void {
    const { horizon, fleet } = this.#sim.scenario;
    if (!this.#state || now < toMicros(horizon)) return;
    const { out, down } = this.#state.pool;
    for (const { node, state } of out) {
      // If no cordon is allowed, a node that looks bad waits for a person.
      if (state === 'suspect' && fleet.maxCordonShare === 0) continue;
      this.#report(now, `node ${node} is still ${state}`);
    }
    for (const node of this.#cordoned) {
      if (out.some((entry) => entry.node === node)) continue;
      this.#report(now, `node ${node} is cordoned, and the supervisor does not know`);
    }
    for (const { kind, index } of down) this.#report(now, `${kind} ${index} is still down`);
  }
}
